"""`python -m benchmarks SIZE`: take the measures, print them, and write them down for the larger sizes."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Final

from benchmarks import exports, imports, others, pages, report
from benchmarks.data import SIZES
from benchmarks.measure import Effort
from benchmarks.releases import Releases
from benchmarks.report import Line

Measure = Callable[[Releases, str, Effort], Iterator[Line]]
MEASURES: Final[dict[str, Measure]] = {
    "again": pages.again,
    "first": pages.first,
    "others": others.others,
    "growth": pages.growth,
    "exports": exports.exports,
    "imports": imports.imports,
}
"""What can be measured."""


def main() -> None:
    """Measure what the product costs beside other programs, and say which of the figures wanted were reached."""
    parser = ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("size", choices=SIZES, nargs="?", default="100k", help="how many rows")
    parser.add_argument("--only", choices=MEASURES, nargs="+", default=list(MEASURES), help="take only these measures")
    parser.add_argument("--rounds", type=int, default=5, help="how often servers take turns")
    parser.add_argument("--seconds", type=int, default=2, help="how long each turn lasts")
    given = parser.parse_args()
    effort = Effort(given.seconds, given.rounds)
    lines = list(_taken(given.only, given.size, effort))
    if given.size in report.WRITTEN:
        report.write(given.size, lines)


def _taken(names: Sequence[str], size: str, effort: Effort) -> Iterator[Line]:
    """Take measures one after the other, and print each line as soon as it is there."""
    print(report.HEAD, end="")
    with ExitStack() as stack:
        releases = Releases(stack)
        for name in names:
            for line in MEASURES[name](releases, size, effort):
                print(line, flush=True)
                yield line


main()
