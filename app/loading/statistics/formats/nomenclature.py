"""A nomenclature: UN Comtrade's list of one edition of the Harmonized System, with each code's parent.

`id` is the code, `text` its name, mostly behind the code itself (`01 - Live animals`), `parent` the code above it.
"""

import re
from typing import Final

import polars as pl
from pydantic import TypeAdapter, ValidationError

from app.loading import Plain
from app.loading.faults import Fault, Refused, shown
from app.loading.reference import code_row
from app.loading.statistics.codes import Codes
from app.loading.statistics.formats import Format, given, refuse
from app.loading.statistics.intake import Intake
from app.loading.statistics.reading.columns import Columns
from app.vocabulary.terms import ALL_GOODS

_TOTAL_APART: Final = "TOTAL, which is there already and the same in every edition"
_NO_PARENT: Final = "is no code of this file, or one that does not load, so what lies below it would hang in the air"
_EDITION: Final = re.compile(r"\bH[0-9]\b")
_PLAIN: Final = TypeAdapter(Plain)


def nomenclature(_: Codes, edition: str) -> Format:  # noqa: ARG001  # a list of codes needs none that are there
    """Build the format of a list of codes; all editions have the same columns."""
    code, text, parent = (given(name).str.strip_chars() for name in ("id", "text", "parent"))
    is_total, name = code == ALL_GOODS, _name(code, text)
    is_code = code.str.contains("^[0-9]{2}([0-9A-Z]{2}){0,2}$")
    above = pl.when(code.str.len_chars() > 2).then(code.str.head(-2)).otherwise(pl.lit(ALL_GOODS))  # noqa: PLR2004  # a chapter
    leading = text.str.extract("^([0-9]{2}(?:[0-9A-Z]{2}){0,2}) +-").fill_null(code)
    is_plain = name.map_elements(_is_plain, return_dtype=pl.Boolean)
    return Format(
        columns=Columns(("id", "text", "parent")),
        values={"code": code, "name": pl.when(is_total).then(text).otherwise(name), "parent": parent},
        key=("code",),
        doubled=("id", "has several rows"),
        refusals=(
            refuse("id", when=~is_total & ~is_code, reason="is no code of two, four or six digits or capital letters"),
            refuse("parent", when=is_code & (parent != above), reason="is not the code's own beginning"),
            refuse("text", when=~is_total & (name == ""), reason="says nothing"),
            refuse(
                "text", when=~is_total & (leading != code), reason="is the text of another code, with which it begins"
            ),
            refuse(
                "text",
                when=~is_total & (name != "") & (leading == code) & ~is_plain,
                reason="is not plain text of at most 1,000 characters",
            ),
        ),
    )


def codes_of_edition(intake: Intake, edition: str) -> list[dict[str, object]]:
    """Return the rows of `commodities`, parents first; a code whose parent does not load is refused."""
    rows: list[dict[str, object]] = []
    orphans: list[tuple[object, ...]] = []
    there = {ALL_GOODS}
    kept = intake.rows()
    for one in kept.sort(pl.col("code").str.len_chars(), "code").iter_rows(named=True) if kept.height else ():
        if one["code"] == ALL_GOODS:
            _check_edition(edition, one["name"])
            intake.tally.set_apart[_TOTAL_APART] += 1
        elif one["parent"] in there:
            there.add(one["code"])
            rows.append(code_row(edition, one["code"], one["name"], one["parent"]))
        else:
            orphans.append((one["file"], one["line"], _NO_PARENT, one["parent"]))
    if orphans:
        intake.refuse("parent", pl.DataFrame(orphans, ["file", "line", "reason", "value"], orient="row"))
    return rows


def _check_edition(edition: str, total: str) -> None:
    """Raise Refused where UN Comtrade names another edition beside its total (`Total - All H5 Commodities`)."""
    named = _EDITION.search(total)
    if named and named[0] != edition:
        raise Refused([Fault("--edition", "", f"{edition}, but the file says of its total {shown(total)}")])


def _name(code: pl.Expr, text: pl.Expr) -> pl.Expr:
    """Return a text without its own code at the front."""
    rest = text.str.slice(code.str.len_chars())
    has_code = text.str.starts_with(code) & ~rest.str.contains("^[0-9A-Z]")
    return pl.when(has_code).then(rest).otherwise(text).str.strip_chars_start(" -")


def _is_plain(name: str) -> bool:
    try:
        return bool(_PLAIN.validate_python(name))
    except ValidationError:
        return False
