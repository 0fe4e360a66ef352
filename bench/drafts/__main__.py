"""Run the trials and print what failed and the figures."""

import argparse
import sys
import time
from collections import Counter

import bench.drafts
from bench.drafts import trial


def main() -> None:
    """Run the trials and print what failed and the figures."""
    arguments = argparse.ArgumentParser(
        description=bench.drafts.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--reports", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--through", choices=("report", "text", "pipes", "docx"), default="report")
    chosen = arguments.parse_args()
    begun = time.perf_counter()
    results = [trial(seed, chosen.through) for seed in range(chosen.seed, chosen.seed + chosen.reports)]
    wrong = [why for _, why in results if why]
    sys.stdout.write("".join(f"{why}\n" for why in wrong[:40]))
    kinds = Counter(name for name, _ in results)
    seconds = time.perf_counter() - begun
    sys.stdout.write(
        f"{len(results)} drafts through {chosen.through}, {len(kinds)} kinds of break, {len(wrong)} wrong, {seconds:.0f} s\n"
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
