"""How many messages of one person are answered in a minute: a bucket of tokens that refills.

>>> pace = Pace(2)
>>> [pace.allows("a", at) for at in (0.0, 0.0, 0.0, 31.0)]
[True, True, False, True]
>>> pace.allows("b", 0.0)
True
"""

from collections import OrderedDict

PEOPLE = 10_000
"""Buckets that are kept; the one unused longest goes first, and starts full again."""


class Pace:
    """One bucket of ``per_minute`` tokens a person."""

    def __init__(self, per_minute: int) -> None:
        self._most = float(per_minute)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, person: str, now: float) -> bool:
        """Whether one more message is answered now; takes a token."""
        tokens, since = self._buckets.pop(person, (self._most, now))
        tokens = min(self._most, tokens + max(0.0, now - since) * self._most / 60)
        allowed = tokens >= 1
        self._buckets[person] = (tokens - allowed, now)
        if len(self._buckets) > PEOPLE:
            self._buckets.popitem(last=False)
        return allowed
