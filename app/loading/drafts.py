"""Drafts of dossiers: what the reader finds in a text, for an editor to finish.

What is sure is an entry; all else is a comment that begins with TODO, so that the draft lints as it stands.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from app.loading.dossiers.entry import LONGEST_QUOTE
from app.loading.reference import Reference
from app.reasoning.reader import read
from app.reasoning.reader.goods import goods_in
from app.reasoning.reader.places import mentions
from app.reasoning.reader.prose import Prose, sentences
from app.reasoning.reader.result import ReadNumber
from app.vocabulary.measures import WITH_STEP, Flow, Qualifier
from app.vocabulary.numbers import is_stored_exactly
from app.vocabulary.terms import ALL_GOODS
from app.vocabulary.text import Names, code_named, printable
from app.vocabulary.verdicts import Doubt, Measured
from app.vocabulary.words import PERCENT, USD

_LONGEST_TITLE: Final = 200
_FIELDS: Final = {Measured.LEVEL: "primary_value", Measured.GROWTH: "growth"}
"""The field of a trade flow that holds a level, or a growth; other numbers may be of any record."""
_UNSURE: Final = tuple(doubt for doubt in Doubt if doubt is not Doubt.COMPILER)
Flows = dict[tuple[str, ...], dict[str, ReadNumber]]
"""Fields of trade flows with their numbers, by reporter, partner, flow, period, commodity and statement."""


def draft(text: str, source: str, reference: Reference) -> str:
    """Return the draft of a dossier on a text, under the id of its source."""
    areas, goods = reference.area_names, reference.commodity_names
    numbers = read(text, areas)
    flows, rest = _sorted_out(numbers, goods)
    parts = (
        _source(text, source),
        *_named(text, reference, areas, goods),
        _coverage(text, numbers, [one for fields in flows.values() for one in fields.values()]),
        *(_flow(*one) for one in flows.items()),
        *(_todo(number) for number in rest),
    )
    return "\n\n".join(parts) + "\n"


def _source(text: str, source: str) -> str:
    """Write what is known of the source: its text."""
    first = printable(text.strip().partition("\n")[0])[:_LONGEST_TITLE]
    return "\n".join(
        (
            "# A draft: finish each line that says TODO, and read the text once more sentence by sentence.",
            "",
            "[source]",
            f"id = {_string(source)}",
            'kind = "article" # TODO article, report or statement?',
            f"# TODO title = {_string(first)}",
            '# TODO publisher = "", url = "https://", published_on = "2023-03-28": leave out what is not known',
            'language = "en"',
            f'text_sha256 = "{hashlib.sha256(text.encode()).hexdigest()}"',
            f"text_length = {len(text)}",
        )
    )


def _named(text: str, reference: Reference, areas: Names, goods: Names) -> Iterator[str]:
    """Write the actors that are known by name, and tell of the areas and goods that are named."""
    for row in reference.rows["actors"]:
        names = (row["name"], *(one["alias"] for one in reference.rows["actor_aliases"] if one["actor"] == row["id"]))
        found = next(((name, text.index(name)) for name in names if len(name.split()) > 1 and name in text), None)
        if found:
            words = f'{{ field = "name", quote = {_string(found[0])}, at = {found[1]} }}'
            yield f'[[actors]]\nid = "{row["id"]}"\nevidence = [{words}]'
    prose = Prose(text)
    places = {one.code: prose.words[one.first].start for one in reversed(mentions(prose, areas))}
    yield "# Areas named: " + (", ".join(f"{code} (at {at})" for code, at in sorted(places.items())) or "none")
    wares = {one.words: prose.words[one.first].start for one in reversed(goods_in(prose, 0, len(prose.words)))}
    lines = [
        f"# TODO goods: {_string(words)} at {at}: {_good(words, goods) or 'not known'}"
        for words, at in reversed(wares.items())
    ]
    yield "\n".join(lines or ["# Goods named: none"])


def _good(words: str | None, goods: Names) -> str | None:
    """Return the commodity that words name alone; all goods where there are none."""
    return code_named(words, goods) if words else ALL_GOODS


def _coverage(text: str, numbers: Sequence[ReadNumber], stated: Iterable[ReadNumber]) -> str:
    """Write the numbers that measure nothing, and in comments the sentences of which no entry holds anything."""
    entries = [f"    {{ {_place(one)}, reason = {_string(one.kind.explanation)} }}," for one in numbers if not one.unit]
    held = [number.start for number in stated]
    silent = [start for start, end in sentences(text) if not any(start <= at < end for at in held)]
    lines = [
        f'    # TODO {{ at = {at}, reason = "It states no fact." }}, # {_string(_start(text, at))}' for at in silent
    ]
    return "\n".join(("[coverage]", "no_quantity = [", *entries, "]", "silent_sentences = [", *lines, "]"))


def _start(text: str, at: int) -> str:
    return " ".join(text[at : at + 40].split())


def _sorted_out(numbers: Sequence[ReadNumber], goods: Names) -> tuple[Flows, list[ReadNumber]]:
    """Return the numbers whose trade is sure by their record and field, and all other quantities."""
    flows: Flows = {}
    rest: list[ReadNumber] = []
    for one in numbers:
        if one.unit is None:
            continue
        subject = one.reporter, one.partner, one.flow, one.period and str(one.period), _good(one.goods, goods)
        field = _FIELDS.get(one.kind)
        if None in subject or field is None or not _is_sure(one):
            rest.append(one)
            continue
        key, statement = tuple(map(str, subject)), 0
        while field in flows.get((*key, str(statement)), {}):
            statement += 1
        flows.setdefault((*key, str(statement)), {})[field] = one
    return flows, rest


def _is_sure(number: ReadNumber) -> bool:
    """Return whether a number can stand as it is: its subject is sure, and its unit, hedge and quote fit a dossier."""
    is_of_trade = number.unit == (PERCENT if number.kind is Measured.GROWTH else USD)
    is_plain = number.hedge is not Qualifier.BETWEEN and (number.value >= 0 or number.hedge is not Qualifier.NEARLY)
    return is_of_trade and is_plain and len(number.quote) <= LONGEST_QUOTE and not set(number.doubts) & set(_UNSURE)


def _flow(key: tuple[str, ...], fields: Mapping[str, ReadNumber]) -> str:
    """Write one statement on trade."""
    names = ("reporter", "partner", "flow", "period", "commodity")
    lines = ["[[trade_flows]]", *(f"{name} = {_string(value)}" for name, value in zip(names, key, strict=False))]
    if key[-1] != "0":
        lines.append(f"statement = {key[-1]} # TODO the text states this twice: are both the same?")
    lines += [f"{name} = {_quantity(one)}" for name, one in fields.items()]
    compiler = next(
        (one.compiler for one in fields.values() if one.compiler and Doubt.COMPILER not in one.doubts), None
    )
    basis = {"compiled_by": compiler, "kind": "relayed", "valuation": "mixed" if key[2] == Flow.TOTAL else None}
    members = ", ".join(f"{name} = {_string(value)}" for name, value in basis.items() if value)
    lines.append(f"basis = {{ {members} }}{'' if compiler else ' # TODO whose figures are these (compiled_by)?'}")
    return "\n".join(lines)


def _todo(number: ReadNumber) -> str:
    """Write a quantity whose record is not sure as a comment, with what the reader makes of it."""
    members = ("reporter", "partner", "flow", "period", "goods", "compiler")
    read_as = ", ".join(f"{name} {value}" for name in members if (value := getattr(number, name)))
    doubts = "".join(f"\n#   {doubt.explanation}" for doubt in number.doubts)
    kind = f"a {number.kind}{f': {read_as}' if read_as else ''}"
    return f"# TODO which record states this? It was read as {kind}.{doubts}\n# quantity = {_quantity(number)}"


def _quantity(number: ReadNumber) -> str:
    """Write a quantity with its words."""
    hedge = number.qualifier
    members = [f"value = {_number(number.value)}", f"unit = {_string(str(number.unit))}", f'qualifier = "{hedge}"']
    if hedge in WITH_STEP:
        members.append(f"step = {_number(number.step)}")
    if hedge is Qualifier.BETWEEN:
        members += [f"lower = {_number(number.interval.lower)}", f"upper = {_number(number.interval.upper)}"]
    if number.value < 0 or number.kind in (Measured.GROWTH, Measured.CHANGE):
        members.append("can_be_negative = true")
    return f"{{ {', '.join((*members, _place(number)))} }}"


def _place(number: ReadNumber) -> str:
    """Write a quote and its place; white space of any kind is one space, and the end is told where that is shorter."""
    quote = " ".join(number.quote.split())
    end = f", end = {number.end}" if len(quote) < number.end - number.start else ""
    return f"quote = {_string(quote)}, at = {number.start}{end}"


def _number(number: Fraction | None) -> str:
    """Write a number as dossiers do: whole with underscores, as a decimal, or as a fraction in quotation marks."""
    value = number or Fraction(0)
    if value.denominator == 1:
        return f"{value.numerator:_}"
    return str(float(value)) if is_stored_exactly(value) else f'"{value}"'


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
