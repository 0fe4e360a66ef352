"""config.example.toml, printed: every key with its sentence; secrets as the variable that holds them."""

from pydantic import SecretStr

from bot.settings.checking import toml
from bot.settings.loading import variable
from bot.settings.sections import Section, Settings


def example_config() -> str:
    """The text of config.example.toml: every key with its sentence; secrets as the variable that holds them."""
    parts = ["# 年报机器人的配置。复制为 config.toml，只留要改的键；全部键和默认值如下。"]
    for name, field in Settings.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, Section):
            parts.append(
                f"\n[{name}]\n" + "\n".join(_example_key(name, key, section) for key in section.model_fields)
            )
    return "\n".join(parts) + "\n"


def _example_key(section: str, key: str, model: type[Section]) -> str:
    field = model.model_fields[key]
    example = (field.examples or [""])[0]
    if field.annotation is SecretStr:
        hint = f"{example}；建议用环境变量 {variable(section, key)}"
        return f'# {field.description}。{hint}\n# {key} = ""'
    return f"# {field.description}。例：{toml(example)}\n# {key} = {toml(getattr(model(), key))}"
