"""`make bench`: run every benchmark, print one table. `python -m benchmarks NAME ...` runs those named.

A benchmark is a module in this folder with `run() -> list[Figure]`.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from types import ModuleType

import benchmarks
from benchmarks.figures import Figure, table


def modules(names: list[str]) -> Iterator[ModuleType]:
    """The benchmark modules of those names, or all."""
    for found in pkgutil.iter_modules(benchmarks.__path__):
        if found.name.startswith("_") or (names and found.name not in names):
            continue
        module = importlib.import_module(f"benchmarks.{found.name}")
        if hasattr(module, "run"):
            yield module


def main(names: list[str]) -> int:
    """0, or 1 where no benchmark bears the name or a goal was missed."""
    figures: list[Figure] = []
    for module in modules(names):
        print(f"{module.__name__.removeprefix('benchmarks.')} ...", file=sys.stderr, flush=True)
        figures += module.run()
    if not figures:
        print(f"There is no benchmark named {', '.join(names)}.", file=sys.stderr)
        return 1
    print(table(figures))
    return int(any(each.is_met is False for each in figures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
