"""The words that questions and labels are made of (data/words.toml, data/cues.toml), and the longest one at a place.

A surface has one kind of word, except that a cue may serve several operations: its ``codes`` name them all.

>>> longest("微信公众号发了", 0)
Entry(surface='微信公众号', kind='channel', codes=('公众号',))
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from parser.ask.normalise import fold

CUE = "cue"
_OVERLAYS = ("soft", "broad", "lead", "modifier", "manner", "hollow", "said", "dependent")
"""Kinds that say something about labels; their words may be of another kind as well."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word, what kind of word it is, and the codes that it stands for."""

    surface: str
    kind: str
    codes: tuple[str, ...]


@cache
def table(name: str) -> Mapping[str, Any]:
    """One of the data files of this package."""
    text = files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _rows() -> list[tuple[str, str, str]]:
    words, cues = table("words"), table("cues")
    rows = [
        (fold(s), kind, code)
        for kind, codes in words.items()
        if kind != "wider"
        for code, all_ in codes.items()
        for s in all_
    ]
    return rows + [(fold(s), CUE, code) for code, all_ in cues[CUE].items() for s in all_]


def overlay(kind: str) -> frozenset[str]:
    """The words of one of the overlays."""
    return _overlays()[kind]


@cache
def _overlays() -> dict[str, frozenset[str]]:
    rows = _rows()
    return {kind: frozenset(s for s, k, _ in rows if k == kind) for kind in _OVERLAYS}


@cache
def entries() -> Mapping[str, Entry]:
    """All words by surface. The overlays come last, so that a word's own kind wins."""
    found: dict[str, Entry] = {}
    rows = _rows()
    for surface, kind, code in sorted(rows, key=lambda row: row[1] in _OVERLAYS):
        known = found.get(surface)
        if kind in ("broad", "lead", "modifier", "manner", "hollow", "said", "dependent") or (
            known and known.kind != kind
        ):
            continue
        codes = (*known.codes, code) if known and code not in known.codes else (code,)
        found[surface] = Entry(surface, kind, codes)
    return found


@cache
def _lengths() -> Mapping[str, tuple[int, ...]]:
    by_head: dict[str, set[int]] = {}
    for surface in entries():
        by_head.setdefault(surface[0], set()).add(len(surface))
    return {head: tuple(sorted(lengths, reverse=True)) for head, lengths in by_head.items()}


def longest(text: str, at: int) -> Entry | None:
    """The longest word that begins at ``at``."""
    for length in _lengths().get(text[at : at + 1], ()):
        entry = entries().get(text[at : at + length])
        if entry:
            return entry
    return None


def words_at(text: str, at: int) -> list[Entry]:
    """All words that begin at ``at``, longest first."""
    found = (entries().get(text[at : at + length]) for length in _lengths().get(text[at : at + 1], ()))
    return [entry for entry in found if entry]
