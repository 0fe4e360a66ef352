"""Drafts of our own making: consistent reports in many phrasings, and one known mistake put into each.

    python -m bench.drafts --reports 2000 --seed 1 [--through report|text|pipes|docx]

Every draft is consistent by construction: the tables balance, the narrative states the tables' numbers, lists add up.
A break changes one thing and names the rule that must find it. Counted are breaks not found, errors of other rules
(a break's own consequences are named with it), and consistent drafts that raise an error. Last line: the figures.

    paper.py    a draft and how it is written: as read, as pasted text, as a Word file
    making.py   the plain draft, and random ones
    breaks.py   the mistakes
    trials.py   one draft, whole and broken
"""

from bench.drafts.breaks import BREAKS
from bench.drafts.making import plain, random_draft
from bench.drafts.paper import Draft
from bench.drafts.trials import render, trial

__all__ = ["BREAKS", "Draft", "plain", "random_draft", "render", "trial"]
