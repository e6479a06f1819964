"""`python -m bench [NAME …]`: runs the benchmarks of this folder, or those named, and prints their rows.

Timings inform: on a shared machine they are noise as much as news. What is counted (lost, doubled) fails the run.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import bench
from bench.row import Row, line


@dataclass(frozen=True)
class Benchmark:
    name: str
    title: str
    measure: Callable[[], Iterable[Row]]


def benchmarks(names: Sequence[str] = ()) -> Iterator[Benchmark]:
    """Every module of this folder that measures; with names, those alone, in their order."""
    for name in names or sorted(each.name for each in pkgutil.iter_modules(bench.__path__)):
        if name == "__main__":
            continue
        module = importlib.import_module(f"bench.{name}")
        if measure := getattr(module, "measure", None):
            yield Benchmark(name, (module.__doc__ or name).splitlines()[0], measure)


def run(benchmark: Benchmark) -> bool:
    """Whether it came to its end and kept what it counts."""
    print(f"\n{benchmark.name}: {benchmark.title} [load {os.getloadavg()[0]:.1f}]", flush=True)
    kept = True
    try:
        for row in benchmark.measure():
            print(line(row), flush=True)
            kept = kept and not (row.is_promise and row.is_missed)
    except Exception:  # noqa: BLE001 -- the next benchmark is worth running all the same
        traceback.print_exc()
        return False
    return kept


def main(names: Sequence[str]) -> int:
    known = {each.name for each in pkgutil.iter_modules(bench.__path__)}
    if unknown := set(names) - known:
        print(f"no such benchmark: {', '.join(sorted(unknown))}. Those there are: {', '.join(sorted(known))}")
        return 2
    print(f"{os.cpu_count()} cores; a load above that means that others work here too, and timings are longer for it")
    results = [run(each) for each in benchmarks(names)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
