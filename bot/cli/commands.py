"""The commands in the order in which help shows them.

Each module is imported when its command is called, so that ``nianbao read`` does not wait for what ``serve`` needs.
"""

from importlib import import_module

import click

COMMANDS = {
    "serve": "serving",
    "chat": "asking",
    "index": "indexing",
    "read": "reading",
    "check": "checking",
    "ask": "asking",
    "export": "indexing",
    "rules": "reading",
    "invite": "people",
    "people": "people",
    "revoke": "people",
    "questions": "questions",
    "tickets": "tickets",
    "doctor": "serving",
}
"""The name of each command and the module of this folder where it is."""


class Commands(click.Group):
    """A group whose commands are found by name when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All names, in our order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"bot.cli.{COMMANDS[cmd_name]}"), cmd_name)
        return command
