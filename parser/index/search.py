"""Which reports hold these words? The index proposes, the text decides; the newest come first.

Never ordered by relevance: over a common word that would read every text, and a year is what people mean by
best.
"""

import sqlite3
from collections.abc import Iterator
from itertools import islice

from parser.index import bigrams, codec, identity, look
from parser.index.entry import Entry, Hit

_PHRASES = 8


def search(
    connection: sqlite3.Connection, text: str, *, division: str | None, year: int | None, limit: int
) -> tuple[Hit, ...]:
    """Reports that hold every one of the words (split at white space), with a quote of the first."""
    phrases = [p for p in text.split()[:_PHRASES] if bigrams.query(p)]
    if not phrases:
        return ()
    hits = (
        _hit(entry, codec.decode_text(blob), phrases)
        for entry, blob in _proposed(connection, phrases, division, year)
    )
    return tuple(islice((hit for hit in hits if hit), limit))


def _proposed(
    connection: sqlite3.Connection, phrases: list[str], division: str | None, year: int | None
) -> Iterator[tuple[Entry, bytes]]:
    """Entries and texts that have all pairs of characters, newest first, read as far as they are asked for."""
    inside, values = look.region(division)
    ids = (
        identity.years(year, year)
        if year is not None
        else (identity.years(0, 0)[0], identity.years(9999, 9999)[1])
    )
    match = " AND ".join(f"({q})" for phrase in phrases if (q := bigrams.query(phrase)))
    head, _, tail = look.ENTRY.partition(" FROM report r ")
    sql = (
        f"{head}, d.text FROM words w CROSS JOIN report r {tail}"
        " JOIN doc d ON d.report = r.id AND d.revision = r.revision"
        f" WHERE w.words MATCH ? AND w.rowid BETWEEN ? AND ? AND r.id = w.rowid{inside} ORDER BY w.rowid DESC"
    )
    for row in connection.execute(sql, (match, *ids, *values)):
        yield look.entry_of(row[:-1]), row[-1]


def _hit(entry: Entry, texts: list[tuple[int, str]], phrases: list[str]) -> Hit | None:
    """A hit if the texts really hold every phrase."""
    found = [_quote(texts, phrase) for phrase in phrases]
    if any(quote is None for quote in found) or found[0] is None:
        return None
    section, quote = found[0]
    return Hit(entry, section, quote)


def _quote(texts: list[tuple[int, str]], phrase: str) -> tuple[int, str] | None:
    likely = [
        (number, text) for number, text in texts if phrase in text
    ]  # as typed: no need to fold what is before
    pieces = ((number, bigrams.piece(text, phrase)) for number, text in likely or texts)
    return next(((number, piece) for number, piece in pieces if piece), None)
