"""What many tests share: where the samples are, and how to say that they are not here."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


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
