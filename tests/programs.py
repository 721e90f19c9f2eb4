"""How close an interval can be: the optimum of a linear program over the inputs that a derived fact lists.

Products and quotients of intervals become linear by a change of variables (A. Charnes and W. W. Cooper, 1962): a level
before x with a growth g leads to the level x + y, where y lies between x times the ends of g. Ends count as closed.
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest

Ends = tuple[float | None, float | None]
Row = Mapping[str, float]
_FLOWS = ("exports", "imports", "turnover")
_WANTED = {"balance": {"exports": 1, "imports": -1}, "turnover": {"exports": 1, "imports": 1}}


class Program:
    """Variables that are not negative unless their ends say so, rows that come to zero, and rows of at most zero."""

    def __init__(self) -> None:
        self.ends: dict[str, Ends] = {}
        self.zero: list[Row] = []
        self.at_most_zero: list[Row] = []

    def hold(self, name: str, ends: Ends = (0, None)) -> None:
        self.ends[name] = ends

    def times(self, name: str, factor: Ends, other: str) -> None:
        """Hold a variable between another one times the ends of a factor."""
        lower, upper = factor
        self.at_most_zero += [] if lower is None else [{other: lower, name: -1}]
        self.at_most_zero += [] if upper is None else [{name: 1, other: -upper}]

    def optimum(self, wanted: Row) -> tuple[float, float]:
        """Return the least and the most of what is wanted."""
        optimize = pytest.importorskip("scipy.optimize", reason="scipy is of the extra `test`")  # takes 2 s
        names = list(self.ends)
        given: dict[str, list[Any]] = {}
        for kind, rows in self._rows.items():
            given[f"A_{kind}"] = [[row.get(name, 0) for name in names] for row in rows]
            given[f"b_{kind}"] = [0 for _ in rows]
        found = []
        for sign in (1, -1):
            objective = [sign * wanted.get(name, 0) for name in names]
            program = optimize.linprog(objective, bounds=list(self.ends.values()), **given)
            assert program.status in {0, 3}, program.message  # optimal, or without an end
            found.append(sign * program.fun if program.status == 0 else -sign * math.inf)
        return found[0], found[1]

    @property
    def _rows(self) -> dict[str, list[Row]]:
        return {kind: rows for kind, rows in (("eq", self.zero), ("ub", self.at_most_zero)) if rows}


_REST = {"sum": {"rest": -1}, "documents_remaining": {"package": -1, "rest": 1}}
"""What makes nothing of the sum of all inputs."""


def optimum(rule: str, inputs: Mapping[str, Ends]) -> tuple[float, float]:
    """Return the least and the most that inputs, by their names in formulas and in their order, allow."""
    program = Program()
    match rule:
        case "balance" | "turnover" | "remainder" | "narrowing":
            _identity(program, inputs)
            left = [name for name in _FLOWS if name not in inputs]
            one = left[0] if rule == "remainder" else next(iter(inputs))
            return program.optimum(_WANTED.get(rule, {one: 1}))
        case "level_before":
            program.hold("before")
            for number, voice in _voices(inputs).items():
                _voice(program, voice, number)
            return program.optimum({"before": 1})
        case "growth":
            program.hold("per level before")
            program.hold("ratio")
            program.hold("one", (1, 1))
            program.times("ratio", inputs["level"], "per level before")
            program.times("one", inputs["level_before"], "per level before")
            least, most = program.optimum({"ratio": 1})
            return 100 * (least - 1), 100 * (most - 1)
        case "share":
            program.hold("per whole")
            program.hold("ratio", (0, 1))
            program.hold("one", (1, 1))
            program.times("ratio", inputs["part"], "per whole")
            program.times("one", inputs["whole"], "per whole")
            least, most = program.optimum({"ratio": 1})
            return 100 * least, 100 * most
        case "part_from_share":
            program.hold("whole", _not_negative(inputs["whole"]))
            program.hold("part")
            program.times("part", _percent(inputs["share"]), "whole")
            return program.optimum({"part": 1})
        case "sum" | "documents_remaining":
            for name, ends in inputs.items():
                program.hold(name, ends)
            program.hold("rest")
            program.zero.append(dict.fromkeys(inputs, 1) | _REST[rule])
            return program.optimum({"rest": 1})
    raise AssertionError(rule)


def _not_negative(ends: Ends) -> Ends:
    return max(ends[0] or 0, 0), ends[1]


def _percent(ends: Ends) -> Ends:
    return tuple(None if end is None else end / 100 for end in ends)  # type: ignore[return-value]  # both ends


def _identity(program: Program, stated: Mapping[str, Ends], suffix: str = "") -> None:
    for name in _FLOWS:
        program.hold(name + suffix, _not_negative(stated.get(name, (None, None))))
    program.zero.append({f"exports{suffix}": 1, f"imports{suffix}": 1, f"turnover{suffix}": -1})


def _voices(inputs: Mapping[str, Ends]) -> dict[str, dict[str, Ends]]:
    voices: defaultdict[str, dict[str, Ends]] = defaultdict(dict)
    for name, ends in inputs.items():
        word, number = re.fullmatch(r"([a-z_]+?)(_\d+)?", name).groups()  # type: ignore[union-attr]  # every name is one
        voices[number or ""][word] = ends
    return voices


def _voice(program: Program, voice: Mapping[str, Ends], number: str) -> None:
    """Hold the level before to what one source says of a level and of its change."""
    first = next(iter(voice))
    if first in _FLOWS:
        _identity(program, voice, number)
    else:
        program.hold(first + number, voice["level"])
    level = first + number
    if "growth" in voice:
        program.hold(f"added{number}", (None, None))
        program.times(f"added{number}", _percent(voice["growth"]), "before")
        program.zero.append({"before": 1, f"added{number}": 1, level: -1})
    elif "multiple" in voice:
        program.times(level, voice["multiple"], "before")
    else:
        program.hold(f"change{number}", voice["change"])
        program.zero.append({"before": 1, f"change{number}": 1, level: -1})
