"""What the bot remembers, in inbox.db: the only SQL besides parser.index. ``open_state`` opens it, migrated.

database: the door. inbox: pushes. outbox: owed messages, addresses and quotas. memory: conversations.
keys: secrets of our own making. leases: what a dead server was at.
people: roles. links: what opens a page. drafts, photos, files: what was handed in. reasons: for
what was left unmended. jobs: leases.
alerts: what supervisors are told.
tickets: what readers say is wrong. survey: how published reports stand.
questions: what was asked and could not be answered, masked.
"""

from pathlib import Path

from sqlite_utils.migrations import Migrations

from bot.state import (
    alerts,
    drafts,
    inbox,
    jobs,
    keys,
    links,
    memory,
    outbox,
    people,
    photos,
    questions,
    reasons,
    survey,
    tickets,
)
from bot.state.database import Store, migrate

SCHEMA: tuple[Migrations, ...] = (
    inbox.SCHEMA,
    outbox.SCHEMA,
    memory.SCHEMA,
    keys.SCHEMA,
    people.SCHEMA,
    links.SCHEMA,
    drafts.SCHEMA,
    reasons.SCHEMA,
    photos.SCHEMA,
    jobs.SCHEMA,
    alerts.SCHEMA,
    tickets.SCHEMA,
    survey.SCHEMA,
    questions.SCHEMA,
)
"""Every module's migrations, in the order they are applied."""


def open_state(path: Path) -> Store:
    """The store over this file, made or updated first. Raises StateError."""
    migrate(path, SCHEMA)
    return Store(path)
