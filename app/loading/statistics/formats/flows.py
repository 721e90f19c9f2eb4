"""The columns that /v1/trade-flows.csv gives out, read back: what one instance exports, another can import.

Rows of several sources may stand in one file. They become statements of one source, numbered from 0 on each key.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from app.loading.statistics.codes import FLOWS, Codes
from app.loading.statistics.engines.engine import Batch, Column, Usual
from app.loading.statistics.formats.comtrade import ESTIMATED
from app.loading.statistics.formats.format import COMMON, Format
from app.loading.statistics.formats.quantities import MEMBERS, PUBLISHED, SAME, bare, growth, level
from app.loading.statistics.layout import Layout, Ref
from app.loading.statistics.reading.columns import Columns
from app.loading.statistics.trouble import Refuse
from app.vocabulary import BasisKind, Period, Valuation, ValueStatus
from app.vocabulary.codec import QUANTITY_PARTS
from app.vocabulary.period import UNDATED_RECENCY

QUANTITIES: Final = ("primary_value", "alternate_value", "net_weight", "quantity", "growth")
DERIVED: Final = (
    *("id", "url", "sentence", "reporter_name", "partner_name", "frequency", "commodity_name", "line", "proof"),
    *("matched_via", "matched_via_commodity_name", "matched_via_match", "basis_compiled_by_name"),
    *("basis_compiler_title", "basis_compiler_url", "source_title", "source_url", "preferred", "certainty"),
    *(f"{name}_text" for name in QUANTITIES),
)
"""Columns that follow from others, or tell of the request that exported them: they may stand there and are not read."""
_TEXTS: Final = ("basis_note", "same_as", "note")
_WORDED: Final = tuple(name + part for name in QUANTITIES for part in QUANTITY_PARTS[3:])
_PLAIN: Final = ("reporter", "partner", "flow", "period", "commodity", "source", "statement", "growth_base_period")
_ESTIMATED: Final = ("[]", *ESTIMATED)
_KINDS: Final = tuple(BasisKind)
_VALUATIONS: Final = tuple(Valuation)
_STATUSES: Final = tuple(ValueStatus)
_MOST_STATEMENTS: Final = 1000
_LONGEST: Final = 1000


class ExportedFlows(Format):
    """The rules of exported rows."""

    name: ClassVar = "flows"
    columns: ClassVar = Columns(
        (
            *_PLAIN,
            *(name + member for name in QUANTITIES for member in MEMBERS),
            *("value_status", "estimated", "basis", "basis_compiled_by", "basis_compiler", "basis_valuation", *_TEXTS),
        ),
        DERIVED,
        is_closed=True,
    )
    layout: ClassVar[Layout] = {
        **COMMON,
        **{f"{name}{part}": Ref(f"{name}{part}") for name in QUANTITIES for part in QUANTITY_PARTS},
        "growth_base_period": Ref("growth_base_period"),
        "value_status": Ref("value_status"),
        "estimated": Ref("estimated"),
        "compiled_by": Ref("compiled_by"),
        "compiler": Ref("compiler"),
        "basis_kind": Ref("basis_kind"),
        "valuation": Ref("valuation"),
        **{name: Ref(name) for name in _TEXTS},
    }
    renumbers: ClassVar = True

    def __init__(self, codes: Codes) -> None:
        super().__init__(codes)
        self._sources: dict[str, int] = {}
        self._actors = tuple(sorted(codes.actors))
        self._words: dict[str, int] = {}

    def compute(self, batch: Batch) -> Mapping[str, Column]:
        """Compute a batch; each hedged quantity is read by itself, for its hedge can be anything."""
        recency = batch.coded(self._recency, "period")
        dated = batch.decided(_dated, recency)
        columns = {
            "reporter": batch.coded(self.codes.area, "reporter"),
            "partner": batch.coded(self.codes.area, "partner"),
            "flow": batch.coded(_flow, "flow"),
            "recency": recency,
            "period": dated,
            "frequency": dated,
            "commodity": batch.coded(self._commodity, "commodity"),
            "statement": batch.coded(self._statement, "source", "statement"),
            "compiled_by": batch.coded(self._compiled_by, "basis_compiled_by"),
            "compiler": batch.coded(self._compiler, "basis_compiler"),
            "basis_kind": batch.coded(_basis_kind, "basis"),
            "valuation": batch.coded(_valuation, "basis_valuation"),
            "value_status": batch.coded(_status, "value_status", "primary_value_unit", "growth_unit"),
            "estimated": batch.coded(_estimated, "estimated"),
            "growth_base_period": batch.coded(self._base_period, "growth_base_period"),
        }
        for name in QUANTITIES:
            cells, parts = ([name + end for end in ends] for ends in (MEMBERS, QUANTITY_PARTS))
            usual = Usual(tuple(name + end for end in SAME), {name + end: text for end, text in PUBLISHED.items()})
            rule = self._growth if name == "growth" else self._level
            columns |= dict(zip(parts, batch.each(rule, cells, len(parts), usual), strict=True))
        for name in _TEXTS:
            (columns[name],) = batch.each(self._text, (name,), 1)
        return columns

    def decoded(self) -> dict[str, Any]:
        """Add the words of the basis."""
        return super().decoded() | {
            "compiled_by": self.codes.areas,
            "compiler": self._actors,
            "basis_kind": tuple(map(str, _KINDS)),
            "valuation": tuple(map(str, _VALUATIONS)),
            "value_status": tuple(map(str, _STATUSES)),
            "estimated": ESTIMATED,
            **dict.fromkeys((*_WORDED, *_TEXTS, "growth_base_period"), tuple(self._words)),
        }

    def _recency(self, period: str) -> int | Refuse:
        return self.codes.period(period) if period else UNDATED_RECENCY

    def _commodity(self, identifier: str) -> int | Refuse:
        found = self.codes.commodity(identifier)
        return Refuse("is no commodity that we know by this id") if found is None else found

    def _statement(self, source: str, statement: str) -> int | Refuse:
        if not source:
            return Refuse("names no source")
        if not (statement.isascii() and statement.isdigit() and int(statement) < _MOST_STATEMENTS):
            return Refuse("is no number of a statement (0 to 999)")
        return self._sources.setdefault(source, len(self._sources)) * _MOST_STATEMENTS + int(statement)

    def _compiled_by(self, area: str) -> int | Refuse | None:
        return self.codes.area(area) if area else None

    def _word(self, text: str | None) -> int | None:
        """Number a text, so that rows hold numbers only."""
        return self._words.setdefault(text, len(self._words)) if text else None

    def _level(self, *cells: str) -> tuple[int | None, ...] | Refuse:
        return self._numbered(level(*cells))

    def _growth(self, *cells: str) -> tuple[int | None, ...] | Refuse:
        return self._numbered(growth(*cells))

    def _numbered(self, parts: tuple[Any, ...] | Refuse) -> tuple[int | None, ...] | Refuse:
        if isinstance(parts, Refuse):
            return parts
        amount, lower, upper, *words = parts
        return amount, lower, upper, *map(self._word, words)

    def _base_period(self, text: str) -> int | Refuse | None:
        try:
            return self._word(str(Period.parse(text))) if text else None
        except ValueError:
            return Refuse("is no period")

    def _text(self, text: str) -> tuple[int | None] | Refuse:
        text = bare(text)
        if len(text) > _LONGEST or not text.isprintable():
            return Refuse(f"must be plain text of at most {_LONGEST} characters")
        return (self._word(text),)

    def _compiler(self, actor: str) -> int | Refuse | None:
        if not actor:
            return None
        return self._actors.index(actor) if actor in self._actors else Refuse("is no actor that we know by this id")


def _dated(recency: int | None) -> int | None:
    return None if recency == UNDATED_RECENCY else recency


def _flow(word: str) -> int | Refuse:
    return FLOWS.index(word) if word in FLOWS else Refuse(f"is not one of {', '.join(FLOWS)}")


def _basis_kind(word: str) -> int | Refuse:
    return _KINDS.index(BasisKind(word)) if word in _KINDS else Refuse(f"is not one of {', '.join(_KINDS)}")


def _valuation(word: str) -> int | Refuse:
    if word not in _VALUATIONS:
        return Refuse(f"is not one of {', '.join(_VALUATIONS)}")
    return _VALUATIONS.index(Valuation(word))


def _estimated(names: str) -> int | Refuse | None:
    if names not in _ESTIMATED:
        return Refuse(f"is not one of {', '.join(_ESTIMATED)}")
    return None if names == "[]" else ESTIMATED.index(names)


def _status(word: str, value: str, growth: str) -> int | Refuse | None:
    """Hold that a row has a value or growth, or else says why it has neither."""
    if bool(word) == bool(value or growth):
        return Refuse("must say why a row has neither value nor growth, and be empty where it has")
    if not word:
        return None
    if word not in _STATUSES:
        return Refuse(f"is not one of {', '.join(_STATUSES)}")
    return _STATUSES.index(ValueStatus(word))
