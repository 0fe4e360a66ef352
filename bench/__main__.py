"""``make bench``: every bench in turn, one table. ``--full`` takes minutes and the large corpora."""

import argparse
import importlib
import pkgutil
from collections.abc import Iterator

import bench
from bench import Ratio


def names() -> Iterator[str]:
    """The modules of this folder that have a ``run``."""
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name != "__main__" and hasattr(importlib.import_module(f"bench.{module.name}"), "run"):
            yield module.name


def line(row: Ratio) -> str:
    """A row for people: name, both numbers, the ratio, the goal and whether it is met."""
    verdict = {None: "", True: "met", False: "MISSED"}[row.met]
    return f"{row.name:58} {row.measured:12.3f} {row.floor:12.3f} {row.unit:6} {row.ratio:8.2f}  {row.goal:9} {verdict}"


def main() -> None:
    """Run the benches named, or all."""
    options = argparse.ArgumentParser(prog="python -m bench")
    options.add_argument("names", nargs="*", help="which benches; all if none is named")
    options.add_argument("--full", action="store_true", help="the large corpora; takes minutes")
    chosen = options.parse_args()
    print(f"{'':58} {'measured':>12} {'floor':>12} {'unit':6} {'ratio':>8}  {'goal':9}")
    for name in chosen.names or list(names()):
        for row in importlib.import_module(f"bench.{name}").run(full=chosen.full):
            print(line(row), flush=True)


if __name__ == "__main__":
    main()
