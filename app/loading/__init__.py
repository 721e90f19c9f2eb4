"""Loading: reviewed files become releases; here a TOML file is read, with exact decimals, against its shape."""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from errno import EISDIR
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from app.loading.faults import Fault, Refused, fault_of_toml, faults_of_shape, shown, suggestion
from app.vocabulary.period import Period
from app.vocabulary.text import printable

_SLUG: Final = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", re.ASCII)
_DATE: Final = re.compile(r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?", re.ASCII)


def hold_plain(text: str) -> str:
    """Check that a text is one line without white space around it."""
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs", "Cf", "Co", "Cn"):
            raise ValueError(f"control character U+{ord(character):04X} is not allowed")
    if text != text.strip():
        raise ValueError("text may not start or end with white space")
    return text


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise ValueError("must be letters and digits, with single hyphens between them")
    return text


def _date(text: str) -> str:
    if not _DATE.fullmatch(text):
        raise ValueError("a date is written 2023-03-28, 2023-03 or 2023")
    if len(text) == len("2023-03-28"):
        date.fromisoformat(text)
    return text


def _period(text: str) -> str:
    return str(Period.parse(text))


Plain = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(hold_plain)]
Slug = Annotated[str, Field(max_length=80), AfterValidator(_slug)]
DossierDate = Annotated[str, AfterValidator(_date)]
DossierPeriod = Annotated[str, AfterValidator(_period)]
TableRow = dict[str, Any]
"""A row of a table, by the names of its columns."""
FileShape = TypeVar("FileShape", bound=BaseModel)


class Entry(BaseModel):
    """A table of a dossier: unknown keys are refused and nothing is converted, except words to their terms."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    def parts(self) -> Iterator[tuple[str, object]]:
        """Yield each field with its value, and of a list each member, under paths such as `participants[2]`."""
        for field in type(self).model_fields:
            value = getattr(self, field)
            if isinstance(value, tuple):
                yield from ((f"{field}[{index}]", part) for index, part in enumerate(value))
            else:
                yield field, value


def read(path: Path, shape: type[FileShape]) -> FileShape:
    """Read a file against its shape; raise Refused with every fault, each under the file's own name."""
    try:
        return shape.model_validate(_toml(path))
    except ValidationError as error:
        raise Refused(faults_of_shape(error, printable(path.name), shape)) from None


def _toml(path: Path) -> dict[str, object]:
    try:
        if path.exists() and not path.is_file():
            raise IsADirectoryError(EISDIR, "it is no regular file")  # a pipe or device might never end
        # Windows' editors write a byte order mark, which TOML does not know.
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        where, reason = "", f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        where, reason = f"byte {error.start}", "the file must be UTF-8"
    except tomllib.TOMLDecodeError as error:
        where, reason = fault_of_toml(error)
    except (ValueError, ArithmeticError, RecursionError):  # 1e9999999999999999999 is beyond Decimal
        where, reason = "", "a number has too many digits, or tables nest too deeply"
    raise Refused([Fault(printable(path.name), where, reason)])


class Examination:
    """The faults of one file, gathered so that its author hears of all of them in one run."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, path: str, reason: str) -> None:
        """Record a fault, and go on."""
        self.faults.append(Fault(self.file, path, reason))

    def refer(self, path: str, word: str | None, words: Collection[str], what: str) -> bool:
        """Check that a reference, where there is one, names something known; otherwise suggest the nearest."""
        if word is None or word in words:
            return True
        self.fault(path, f"unknown {what} {shown(word)}{suggestion(word, words)}")
        return False

    def once(self, path: str, word: str | None, taken: set[str], what: str) -> None:
        """Check that a word that must be unique, where there is one, is still free; from then on it is taken."""
        if word is None:
            return
        if word in taken:
            self.fault(path, f"{what} {shown(word)} is taken already")
        taken.add(word)

    def ancestry(self, path: str, key: str, parents: Mapping[str, str | None], what: str) -> None:
        """Check that the parent of a key is known, and that nobody going up from the key comes back to it."""
        if self.refer(path, parents[key], parents, what) and comes_back(key, parents):
            self.fault(path, f"{shown(key)} cannot lie within itself")


def comes_back(key: str, parents: Mapping[str, str | None]) -> bool:
    """Return whether going up from a key leads back to it; a circle further up is not this key's."""
    above, seen = parents.get(key), set[str]()
    while above is not None and above not in seen:
        if above == key:
            return True
        seen.add(above)
        above = parents.get(above)
    return False
