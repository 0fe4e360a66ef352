"""Questions in words to figures with their sentence, a choice, or a typed refusal. Never a guess.

``ask`` is the door. What happens behind it, one module each:

- ``normalise``: width, traditional characters, marks; the length cap
- ``conversation``: choices by digit, follow-ups and corrections become whole questions
- ``places``, ``years``: which places and years are named; a part of a year is refused
- ``verbatim``: labels quoted as they are printed, taken out before anything is read
- ``tokens``, ``lexicon``, ``labels``: the rest cut into known words and pieces of the report's own labels
- ``understand``: the one operation that explains every word, else a refusal
- ``matching``, ``concepts``, ``figures``: which fact or cell is meant, and what it states
- ``single``, ``heard``, ``many``, ``field``, ``wide``, ``narrative``: the answers
- ``same``: a question that is not understood, once more in the spellings that the report uses
- ``near``, ``steps``: what the report states nearest to what was asked, and what to ask next; all known to have an answer
- ``doubts``, ``compose``: warnings, the reply's text
- ``proposals``: what an optional language model may propose for a question that was not understood

Words, cues, operations, names of cells and fixed texts are TOML files in data/; a word added there needs no code.
Source of the forms and their counts: reference/questions.md and reference/phrasing.md.
"""

from parser.ask.conversation import State
from parser.ask.turn import Turn, ask

__all__ = ["State", "Turn", "ask"]
