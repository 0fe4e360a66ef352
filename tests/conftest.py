"""What many tests share: where the samples are, and how to say that they are not here."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# The same examples in every run, so that a change is judged by itself; HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "search", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden", action="store_true", help="rewrite the goldens instead of comparing with them"
    )


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of sample reports beside the checkout; a test that needs it is skipped where it is not."""
    folder = ROOT.parent / "shared"
    if not (folder / "reports").is_dir():
        pytest.skip("../shared is not here: the sample reports are not tested")
    return folder


@pytest.fixture(scope="session")
def examples() -> Path:
    """Our own reports."""
    return ROOT / "examples"
