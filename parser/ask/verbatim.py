"""Labels quoted as they are printed: 石桥镇2023年「和平村道路项目公示」多少次.

What stands in quotation marks may hold a place, a year or words that mean something else in a question, so it is
taken out before anything is read. Options are offered in this form where the bare words would not be understood.

>>> find("石桥镇2023年「2022年大病救助」几次").labels
('2022年大病救助',)
"""

import re
from dataclasses import dataclass, replace

from parser.ask.tokens import LABEL, QUOTED, Token

_QUOTED = re.compile(
    r"「(?P<a>[^「」]{2,80})」|“(?P<b>[^“”]{2,80})”|\"(?P<c>[^\"]{2,80})\"|『(?P<d>[^『』]{2,80})』"
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A question with a mark for each thing that it quotes, and these things."""

    text: str
    labels: tuple[str, ...] = ()

    def token(self, token: Token) -> Token:
        """A word, with what it stands for if it is a mark."""
        if token.kind != LABEL:
            return token
        label = self.labels[ord(token.text) - QUOTED.start]
        return replace(token, text=f"「{label}」", codes=(label,))

    def restored(self, text: str) -> str:
        """A piece of the text with the quotations put back."""
        for n, label in enumerate(self.labels):
            text = text.replace(chr(QUOTED[n]), f"「{label}」")
        return text


def find(question: str) -> Quoted:
    """A cleaned question without what it quotes."""
    labels: list[str] = []

    def mark(found: re.Match[str]) -> str:
        if len(labels) == len(QUOTED):
            return found[0]
        labels.append(found["a"] or found["b"] or found["c"] or found["d"])
        return chr(QUOTED[len(labels) - 1])

    return Quoted(_QUOTED.sub(mark, question), tuple(labels))


def quote(label: str) -> str:
    """A label as it is quoted."""
    return f"「{label}」"
