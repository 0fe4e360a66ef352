"""``python -m bench.fuzz TARGET… [--inputs N] [--seconds S] [--seed K] [--first I]``; all targets if none is named."""

import argparse
import sys
from pathlib import Path

from bench.fuzz.judge import ROOT
from bench.fuzz.races import TARGETS, Run, race, save, tried


def main() -> int:
    """Run, print a line a target and its faults; 1 if there were any."""
    options = argparse.ArgumentParser(prog="python -m bench.fuzz")
    options.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    options.add_argument("--inputs", type=int, default=1_000)
    options.add_argument("--seconds", type=float, default=float("inf"), help="of wall time, for each target")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--first", type=int, default=0, help="the number of the first input")
    options.add_argument(
        "--again", type=Path, nargs=2, metavar=("TARGET", "FILE"), help="one kept input, in this process"
    )
    chosen = options.parse_args()
    if chosen.again:
        name, path = chosen.again
        number = int(path.name.rpartition("-")[2])
        sys.stdout.write(" ".join(tried(TARGETS[str(name)], path.read_bytes(), number)) + "\n")
        return 0
    bad = 0
    for name in chosen.targets or TARGETS:
        run = race(name, seed=chosen.seed, first=chosen.first, inputs=chosen.inputs, seconds=chosen.seconds)
        _print(run)
        bad += len(run.faults)
    return int(bad > 0)


def _print(run: Run) -> None:
    kinds = ", ".join(f"{kind} {count}" for kind, count in run.kinds.most_common())
    print(
        f"{run.name}: {run.done} inputs, {run.done / max(run.cpu, 0.001):.0f} a CPU second, {len(run.seen)} outcomes, "
        f"peak {run.peak // 1024} MB, slowest {run.slowest[0][0] if run.slowest else 0} s; {kinds}",
        flush=True,
    )
    for what, numbers in run.faults.items():
        print(f"  FAULT x{len(numbers)} first {numbers[0]}: {what}")
    for path in save(run, ROOT / "var" / "fuzz"):
        print(f"  kept {path.relative_to(ROOT)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
