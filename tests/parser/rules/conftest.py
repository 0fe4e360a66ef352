"""The draft builder of bench/, which rules are tested with."""

from types import ModuleType

import pytest

import bench.drafts


@pytest.fixture(scope="session")
def drafts() -> ModuleType:
    """Builds drafts, breaks them."""
    return bench.drafts
