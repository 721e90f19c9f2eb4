"""Faults: what is wrong with a file, told in plain words and all at once."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError

from app.vocabulary.text import nearest

LONGEST_ECHO: Final = 60
"""Characters of a file that a reason repeats at most."""
LISTED: Final = 60
"""Names that a reason lists at most."""

_LARGEST_ECHOED: Final = 10**LONGEST_ECHO
_POSITION: Final = re.compile(r"(?P<reason>.*) \(at (?P<position>line \d+, column \d+|end of document)\)", re.DOTALL)
_REASONS: Final = {
    "string_type": "must be text",
    "string_unicode": "must be text in UTF-8",
    "int_type": "must be a whole number",
    "tuple_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "less_than_equal": "must be at most {le}",
    "greater_than_equal": "must be at least {ge}",
    "string_pattern_mismatch": "must have the form {pattern}",
}
"""Plainer words than pydantic's."""
_SUBJECT: Final = re.compile(r"^\w+ should")
_MEASURED: Final = re.compile(r" after validation, not \d+$")
_QUOTED: Final = re.compile(r"'([^']*)'")


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


def shown(value: object) -> str:
    """Write a value of a file on one line, cut to LONGEST_ECHO."""
    if isinstance(value, int) and abs(value) >= _LARGEST_ECHOED:
        return "a number of too many digits"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_ECHO else f"{text[: LONGEST_ECHO - 3]}..."


def listed(names: Sequence[str]) -> str:
    """Write names that a file has in one line, the first LISTED of them."""
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(map(shown, names[:LISTED])) + more


def suggestion(word: str, words: Iterable[str]) -> str:
    """Return the nearest known word as the end of a sentence, or nothing when none is near."""
    near = nearest(word, words, 1)
    return f"; did you mean {shown(near[0])}?" if near else ""


def fault_of_toml(error: tomllib.TOMLDecodeError) -> tuple[str, str]:
    """Return the line in which a file stops being TOML, and the reason."""
    match = _POSITION.fullmatch(str(error))
    reason, position = (match["reason"], match["position"]) if match else (str(error), "")
    cut = reason if len(reason) <= 2 * LONGEST_ECHO else f"{reason[: 2 * LONGEST_ECHO]}..."
    return position, f"this is not TOML: {cut}"


def faults_of_shape(error: ValidationError, file: str, shape: type[BaseModel]) -> tuple[Fault, ...]:
    """Return where a file differs from the shape it was read against."""
    details = error.errors(include_url=False, include_context=True)
    return tuple(Fault(file, path_of(detail["loc"]), _reason(detail, shape)) for detail in details)


def path_of(location: Iterable[int | str]) -> str:
    """Write a location as `trade_flows[3].growth.step`."""
    path = ""
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step != "[key]":
            path += f".{step if step.isidentifier() and len(step) <= LONGEST_ECHO else shown(step)}"
    return path.removeprefix(".")


def _reason(detail: Any, shape: type[BaseModel]) -> str:
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    match kind:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            *place, key = detail["loc"]
            keys = sorted(_keys_at(shape, place))
            return f"unknown key, where {', '.join(keys)} may stand{suggestion(str(key), keys)}"
        case "enum":
            words = _QUOTED.findall(context["expected"])
            near = suggestion(value, words) if isinstance(value, str) else ""
            return f"{shown(value)} is not one of {', '.join(words)}{near}"
        case "value_error":
            reason = str(context["error"])
            if isinstance(value, str) and len(value) > LONGEST_ECHO:  # which the reason may repeat
                reason = reason.replace(value, shown(value))
        case _:
            reason = _REASONS[kind].format_map(context) if kind in _REASONS else _SUBJECT.sub("must", detail["msg"])
    return _MEASURED.sub("", reason) + _given(value)


def _keys_at(shape: type[BaseModel], place: Iterable[int | str]) -> Iterable[str]:
    """Return the keys that may stand at a place; a step into a list stays with what the list holds."""
    model: type[BaseModel] | None = shape
    for step in place:
        if isinstance(step, str):
            field = model.model_fields.get(step) if model else None
            model = _model_in(field.annotation) if field else None
    return model.model_fields if model else ()


def _given(value: object) -> str:
    if isinstance(value, date | time):
        return f"; found {value}, and a date is written in quotation marks here"
    return f"; found {shown(value)}" if isinstance(value, str | int | float | Decimal) else ""


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Return the model that an annotation holds: X for `tuple[X, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
