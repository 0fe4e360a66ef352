"""What all background work shares: made once by bot.app, handed to the runner and the sweep."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.jobs.pool import Pool
from bot.settings import Settings
from bot.state.database import Store


@dataclass(frozen=True, slots=True)
class Shop:
    """The state, the worker processes, the settings, the clock; ``owed`` is rung when the outbox owes something."""

    store: Store
    pool: Pool
    settings: Settings
    now: Callable[[], float]
    owed: Callable[[], object] = lambda: None
