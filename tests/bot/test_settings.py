"""Settings: precedence, errors that help, an example that is the truth."""

import tomllib

import pytest

from bot.settings import Settings, SettingsError, example_config, load, validate


def test_defaults_work_without_anything(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load(environment={}).server.port == 8080


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path):
    file = tmp_path / "c.toml"
    file.write_text('[server]\nport = 1\n[wechat]\ntoken = "file"\n')
    found = load(file, port=3, environment={"NIANBAO_WECHAT_TOKEN": "env", "NIANBAO_SERVER_PORT": "2"})
    assert (found.server.port, found.wechat.token.get_secret_value()) == (3, "env")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"server": {"port": "x"}}, ["server.port", "'x'", "8080"]),
        ({"server": {"prt": 1}}, ["server.prt", "config.example.toml"]),
        ({"servr": {}}, ["servr"]),
        ({"wechat": {"kind": "foo"}}, ["wechat.kind", "'foo'"]),
        ({"wechat": {"aes_key": "k" * 43}}, ["app_id", "token"]),
        ({"wechat": {"token": "two words"}}, ["wechat.token", "3到32位"]),
        ({"alerts": {"deadline": "02-30"}}, ["alerts.deadline", "02-30", "01-31"]),
        ({"server": {"public_url": "https://a/b"}}, ["server.public_url"]),
        ({"storage": 3}, ["storage"]),
        ({"jobs": {"workers": 0}}, ["jobs.workers", "0", "太小", "1"]),
    ],
)
def test_an_error_names_key_value_and_what_would_do(values, says):
    with pytest.raises(SettingsError) as error:
        validate(values)
    for word in says:
        assert word in str(error.value)
    assert "\n" not in str(error.value)


def test_an_error_does_not_show_a_secret():
    with pytest.raises(SettingsError) as error:
        validate({"wechat": {"aes_key": "mysecretkey"}})
    assert "mysecretkey" not in f"{error.value!r}"


@pytest.mark.parametrize("text", ["[server", "\x00", "port = "])
def test_a_broken_file_is_said(tmp_path, text):
    file = tmp_path / "c.toml"
    file.write_text(text)
    with pytest.raises(SettingsError):
        load(file)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(SettingsError, match="none"):
        load(tmp_path / "none.toml")


def test_a_made_up_account_is_new_every_time_and_complete():
    one, two = load(dev=True, environment={}), load(dev=True, environment={})
    assert one.wechat.aes_key != two.wechat.aes_key
    assert one.wechat.kind.can_send


def test_the_example_is_complete_and_loads():
    text = example_config()
    plain = "\n".join(
        line.removeprefix("# ") if " = " in line and "。" not in line else line for line in text.splitlines()
    )
    values = tomllib.loads(plain)
    for name, section in values.items():
        known = getattr(Settings(), name)
        assert set(section) == set(type(known).model_fields)


@pytest.mark.parametrize(
    ("server", "site"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"host": "0.0.0.0", "port": 81}, "http://127.0.0.1:81"),  # noqa: S104 - what people write
        ({"host": "::1"}, "http://[::1]:8080"),
        ({"public_url": "https://nianbao.example.gov.cn"}, "https://nianbao.example.gov.cn"),
    ],
)
def test_links_lead_here(server, site):
    assert validate({"server": server}).site == site
