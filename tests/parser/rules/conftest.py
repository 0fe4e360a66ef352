"""The draft builder of bench/, which rules are tested with."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).resolve().parents[3] / "bench" / "drafts.py"


@pytest.fixture(scope="session")
def drafts() -> ModuleType:
    """bench/drafts.py: builds drafts, breaks them."""
    spec = importlib.util.spec_from_file_location("drafts_for_tests", BENCH)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module
