"""The commands in the order in which help shows them."""

import click

from bot.cli.asking import ask, chat
from bot.cli.indexing import export, index
from bot.cli.reading import check, read, rules
from bot.cli.serving import doctor, serve

COMMANDS: list[click.Command] = [serve, chat, index, read, check, ask, export, rules, doctor]
