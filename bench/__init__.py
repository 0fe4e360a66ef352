"""Speed and memory as ratios to a floor measured in the same run; see shared/reference/performance.md, E.

A bench is a module here with ``run(full: bool) -> list[Ratio]``; ``python -m bench [--full] [NAME...]`` prints them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """One line of the table: what was measured against which floor, and the goal for the ratio.

    ``goal`` is the text of the bound, e.g. "<= 3.0" or ">= 0.35"; "" where there is none.
    """

    name: str
    measured: float
    floor: float
    unit: str
    goal: str = ""

    @property
    def ratio(self) -> float:
        """Measured by floor."""
        return self.measured / self.floor if self.floor else float("inf")

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without one."""
        if not self.goal:
            return None
        sign, bound = self.goal.split()
        return self.ratio <= float(bound) if sign == "<=" else self.ratio >= float(bound)
