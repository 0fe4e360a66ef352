"""Plain counters for /metrics, in the text format that Prometheus reads. No person is ever a label."""

from collections import Counter

COUNTS: Counter[str] = Counter()
"""Events since the start, as ``area.event``."""


def count(event: str, by: int = 1) -> None:
    """Something happened."""
    COUNTS[event] += by


def exposition(gauges: dict[str, float]) -> str:
    """All counters, then the gauges given (how many messages are owed, …), one a line."""
    lines = [f"nianbao_{name.replace('.', '_')}_total {value}" for name, value in sorted(COUNTS.items())]
    lines += [f"nianbao_{name} {value:g}" for name, value in sorted(gauges.items())]
    return "\n".join(lines) + "\n"
