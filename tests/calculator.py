"""A stranger's calculator: computes derived facts again from their JSON, and from what it says of formulas alone.

Nothing of the service is imported. An interval is a pair of ends; an end is a number or an infinity, and open or not.
"""

import ast
import itertools
import json
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

Number = Fraction | float
End = tuple[Number, bool]
Ends = tuple[End, End]


def read(shown: dict[str, Any]) -> Ends:
    """Read an interval; a missing end is an infinity, which is open."""
    lower, upper = (None if shown[side] is None else Fraction(str(shown[side])) for side in ("lower", "upper"))
    low = (-math.inf, False) if lower is None else (lower, shown["bounds"][0] == "[")
    high = (math.inf, False) if upper is None else (upper, shown["bounds"][1] == "]")
    return low, high


def plus(a: Ends, b: Ends) -> Ends:
    (low, high) = ((one[0] + other[0], one[1] and other[1]) for one, other in zip(a, b, strict=True))
    return low, high


def minus(a: Ends, b: Ends) -> Ends:
    return plus(a, ((-b[1][0], b[1][1]), (-b[0][0], b[0][1])))


def times(a: Ends, b: Ends) -> Ends:
    corners = [
        (Fraction(0), any(is_in for number, is_in in pair if not number))
        if not all(number for number, _ in pair)
        else (pair[0][0] * pair[1][0], pair[0][1] and pair[1][1])
        for pair in itertools.product(a, b)
    ]
    return min(corners, key=lambda end: (end[0], not end[1])), max(corners)


def over(a: Ends, b: Ends) -> Ends:
    (low, has_low), (high, has_high) = b
    assert low >= 0 or high <= 0, "a divisor that may be zero"
    least: End = (Fraction(1) / high if math.isfinite(high) else Fraction(0), has_high) if high else (-math.inf, False)
    most: End = (Fraction(1) / low if math.isfinite(low) else Fraction(0), has_low) if low else (math.inf, False)
    return times(a, (least, most))


def meet(*all_of: Ends) -> Ends:
    low = max((ends[0] for ends in all_of), key=lambda end: (end[0], not end[1]))
    high = min(ends[1] for ends in all_of)
    assert low[0] < high[0] or (low[0] == high[0] and low[1] and high[1]), "nothing in common"
    return low, high


def outwards(a: Ends, grain: Ends) -> Ends:
    def rounded(end: End, away: Any) -> End:
        if abs(end[0]) == math.inf:
            return end
        number = away(Fraction(end[0]) / Fraction(grain[0][0])) * Fraction(grain[0][0])
        return number, end[1] and number == end[0]

    return rounded(a[0], math.floor), rounded(a[1], math.ceil)


def work(node: ast.expr, names: dict[str, Ends]) -> Ends:
    """Compute a formula of names, numbers, + - * / and four functions."""
    match node:
        case ast.Name(id=name):
            return names[name]
        case ast.Constant(value=number):
            exact = Fraction(str(number))
            return (exact, True), (exact, True)
        case ast.BinOp(left=left, op=op, right=right):
            operation = {ast.Add: plus, ast.Sub: minus, ast.Mult: times, ast.Div: over}[type(op)]
            return operation(work(left, names), work(right, names))
        case ast.Call(func=ast.Name(id="meet"), args=parts):
            return meet(*(work(part, names) for part in parts))
        case ast.Call(func=ast.Name(id=name), args=[part, limit]):
            a, b = work(part, names), work(limit, names)
            endless = {"max": (b[0], (math.inf, False)), "min": ((-math.inf, False), b[1])}
            return outwards(a, b) if name == "outwards" else meet(a, endless[name])
    raise AssertionError(ast.dump(node))


def follow(derived: str) -> Sequence[tuple[Ends, Ends]]:
    """Compute each step of a derived fact, given as JSON, with what the JSON says it gives; last, what is shown."""
    known: dict[str, Ends] = {}
    fact, pairs = json.loads(derived, parse_float=str), []
    for step in fact["steps"]:
        names = {one["name"]: known.get(one["name"]) or read(one) for one in step["inputs"]}
        known[step["name"]] = work(ast.parse(step["formula"], mode="eval").body, names)
        pairs.append((known[step["name"]], read(step)))
    return [*pairs, (known[fact["steps"][-1]["name"]], read(fact["quantity"]))]
