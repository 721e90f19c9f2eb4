"""What is wrong with a file, told in plain words and all at once."""

import enum
import re
import tomllib
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError

from app.vocabulary.nearest import nearest

LONGEST_ECHO: Final = 60
"""Characters of a file that a reason repeats at most."""

_LARGEST_ECHOED: Final = 10**LONGEST_ECHO
_PLACE: Final = re.compile(r"(?P<reason>.*) \(at (?P<place>line \d+, column \d+|end of document)\)", re.DOTALL)
_SLUG: Final = "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$"
_REASONS: Final = {
    "missing": "is missing",
    "string_type": "must be text",
    "string_unicode": "must be text in UTF-8",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "string_pattern_mismatch": "must have the form {pattern}",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: the file, the place in it (`trade_flows[3].growth.step`), and why."""

    file: str
    path: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.path, self.reason) if part)


class Refused(Exception):  # nothing broke: the files were read and refused
    """Files that do not load, with every fault found in them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class Examination:
    """Gathers the faults of one file, so that its author hears of all of them in one run."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, path: str, reason: str) -> None:
        """Note a fault and go on."""
        self.faults.append(Fault(self.file, path, reason))

    def refer(self, path: str, word: str | None, known: Collection[str], what: str) -> bool:
        """Hold that a reference, where there is one, names something known; otherwise suggest the nearest."""
        if word is None or word in known:
            return True
        self.fault(path, f"unknown {what} {shown(word)}{suggestion(word, known)}")
        return False

    def once(self, path: str, word: str | None, taken: Container[str], what: str) -> bool:
        """Hold that a word that must be unique is still free."""
        if word is None or word not in taken:
            return True
        self.fault(path, f"{what} {shown(word)} is taken already")
        return False

    def ancestry(self, path: str, key: str, parents: Mapping[str, str | None], what: str) -> None:
        """Hold that the parent of a key is known, and that nobody going up from the key comes back to it."""
        if self.refer(path, parents[key], parents, what) and comes_back(key, parents):
            self.fault(path, f"{shown(key)} cannot lie within itself")


def comes_back(key: str, parents: Mapping[str, str | None]) -> bool:
    """Tell whether going up from a key leads back to it; a circle further up is not this key's."""
    above, seen = parents.get(key), set[str]()
    while above is not None and above not in seen:
        if above == key:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def shown(value: object) -> str:
    """Repeat a value of a file on one line, cut to LONGEST_ECHO."""
    if isinstance(value, int) and abs(value) >= _LARGEST_ECHOED:
        return "a number of too many digits"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_ECHO else f"{text[: LONGEST_ECHO - 3]}..."


def printable(name: str) -> str:
    """Write the name or path of a file whole; what no terminal should get (control characters, bytes) is escaped."""
    return "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in name)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Name the nearest known word as the end of a sentence, or nothing when none is near."""
    near = nearest(word, known, 1)
    return f"; did you mean {shown(near[0])}?" if near else ""


def faults_of_toml(error: tomllib.TOMLDecodeError, file: str) -> tuple[Fault, ...]:
    """Tell in which line a file stops being TOML."""
    found = _PLACE.fullmatch(str(error))
    reason, place = (found["reason"], found["place"]) if found else (str(error), "")
    return (Fault(file, place, f"this is not TOML: {_cut(reason)}"),)


def faults_of_shape(error: ValidationError, file: str, shape: type[BaseModel]) -> tuple[Fault, ...]:
    """Tell where a file differs from the shape it was read against."""
    return tuple(
        Fault(file, path_of(detail["loc"]), _reason(detail, shape))
        for detail in error.errors(include_url=False, include_context=True)
    )


def path_of(location: Iterable[int | str]) -> str:
    """Write a place as `trade_flows[3].growth.step`."""
    path = ""
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step != "[key]":
            path += f".{step if step.isidentifier() and len(step) <= LONGEST_ECHO else shown(step)}"
    return path.removeprefix(".")


def _reason(detail: Any, shape: type[BaseModel]) -> str:
    kind, location, value = detail["type"], detail["loc"], detail["input"]
    if kind == "extra_forbidden":
        return _unknown_key(str(location[-1]), _model_in(_annotation_at(shape, location[:-1])))
    if kind == "missing":
        return _REASONS[kind]
    if kind == "enum":
        return _unknown_word(value, _annotation_at(shape, location))
    if kind == "value_error":
        return _cut_echo(str(detail["ctx"]["error"]), value) + _found(value)
    context = detail.get("ctx", {})
    if context.get("pattern") == _SLUG:
        return "must be letters and digits, with single hyphens between them" + _found(value)
    words = _REASONS[kind].format_map(context) if kind in _REASONS else detail["msg"]
    return words + _found(value)


def _unknown_key(key: str, model: type[BaseModel] | None) -> str:
    known = sorted(model.model_fields) if model else []
    return f"unknown key, where {', '.join(known)} may stand{suggestion(key, known)}"


def _unknown_word(value: object, annotation: Any) -> str:
    words = next((part for part in _parts(annotation) if isinstance(part, type) and issubclass(part, enum.Enum)), None)
    known = [str(member.value) for member in words or ()]
    near = suggestion(value, known) if isinstance(value, str) else ""
    return f"{shown(value)} is not one of {', '.join(known)}{near}"


def _found(value: object) -> str:
    if isinstance(value, date | time):
        return f"; found {value}, and a date is written in quotation marks here"
    return f"; found {shown(value)}" if isinstance(value, str | int | float | Decimal) else ""


def _cut(text: str) -> str:
    return text if len(text) <= 2 * LONGEST_ECHO else f"{text[: 2 * LONGEST_ECHO]}..."


def _cut_echo(message: str, value: object) -> str:
    """Cut a long value that a validator repeated in its message."""
    return message.replace(value, shown(value)) if isinstance(value, str) and len(value) > LONGEST_ECHO else message


def _annotation_at(shape: type[BaseModel], location: Iterable[int | str]) -> Any:
    """Give what the shape says about a place; a step into a list stays with what the list holds."""
    here: Any = shape
    for step in location:
        if isinstance(step, str):
            model = _model_in(here)
            field = model.model_fields.get(step) if model else None
            here = field.annotation if field else None
    return here


def _model_in(annotation: Any) -> type[BaseModel] | None:
    return next((part for part in _parts(annotation) if isinstance(part, type) and issubclass(part, BaseModel)), None)


def _parts(annotation: Any) -> Iterator[Any]:
    """Go through an annotation and what it is made of (`tuple[X, ...] | None` holds X)."""
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)
