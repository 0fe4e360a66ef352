"""The index: every report that was read, whole and searchable, in one SQLite file. The only SQL about reports.

    with Index.open("index.db", write=True) as index:
        index.add(report, source_name="xinji.docx", digest=sha256)
        for entry in index.entries(division="6404", year=2023):
            print(entry.place_name, index.cell(entry.id, "t3.new.total"))

Why it looks as it does is measured in docs: one wide row a report for its cells (300 bytes instead of 5,000),
the report itself as compressed JSON beside it, full text over pairs of characters, sums kept while writing.
Reading never needs more than a few statements; 330,000 reports answer like 10,000.
"""

from parser.index.entry import Change, Coverage, Entry, Hit, Outcome, Ranked, Ranking, Revision, Total, Unit
from parser.index.index import Index

__all__ = [
    "Change",
    "Coverage",
    "Entry",
    "Hit",
    "Index",
    "Outcome",
    "Ranked",
    "Ranking",
    "Revision",
    "Total",
    "Unit",
]
