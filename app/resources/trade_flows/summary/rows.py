"""How a sum is shown: its labels, its quantities, what it is a part of, and the list that it is made from."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from app.reasoning import Basis
from app.reasoning.sentences.derived import trade_sum, trade_total, whose_summed
from app.reasoning.sums.cell import ABOUT_GOODS, Dimension, Place, Sum, SumCell
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.resources.trade_flows.summary.shape import SumBasisOut, TradeFlowTotalOut
from app.vocabulary.codec import QuantityJson, StoredQuantity
from app.vocabulary.measures import Frequency
from app.vocabulary.period import Period
from app.vocabulary.quantity import Interval, hedge_of
from app.vocabulary.terms import ALL_GOODS, CommodityLevel, Proof
from app.vocabulary.words import USD
from app.web.answers.listing import canonical_url
from app.web.catalogue import Catalogue
from app.web.rows.cells import Row
from app.web.rows.quantities import percent_of

_MONTHS: Final[Mapping[Frequency | None, int]] = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.ANNUAL: 12}
"""How long a period is, in months; cumulative ones follow no calendar."""
_DIGITS: Final = {Dimension.SECTION: 0, Dimension.CHAPTER: 2, Dimension.HEADING: 4}
"""How long a code is that a dimension groups by; a longer one is a part of a group."""


@dataclass(frozen=True, slots=True)
class SumRows:
    """Builds the rows of one summary: `values` are its parameters in canonical form, `members` what sums show."""

    catalogue: Catalogue
    by: tuple[Dimension, ...]
    values: Mapping[str, Any]
    members: Sequence[str]
    told: dict[Hashable, tuple[Row, str]] = field(default_factory=dict)
    """The basis of figures, and whose they are in words, by what both are told from: few, of many sums."""

    def item(self, one: Sum, place: Place | None) -> Row:
        """Build the row of the sum of a group, with its place where there is an order."""
        rank, ties = place or (None, None)
        goods = self._goods(one)
        row = {
            **self._about(one),
            "rank": rank,
            "ties": ties,
            "commodity": self.catalogue.commodities.get(goods, {"code": goods, "name": goods}) if goods else None,
            "share_of_total": percent_of(one.cell.interval, one.stated),
            "share_of_world": percent_of(one.cell.interval, one.world),
            "trade_flows": self._list_of(one, goods),
        }
        row["sentence"] = trade_sum(self._named(row) | self._beside(one))
        return {name: row[name] for name in self.members}

    def total(self, one: Sum) -> Row:
        """Build the row of a sum over all goods and partners, with its distance from the stated total."""
        gaps = {"gap_absolute": _amount(one.gap, one), "gap_relative": percent_of(one.gap, one.stated)}
        row = {**self._about(one), **gaps}
        row["sentence"] = trade_total(self._named(row) | self._beside(one))
        return {name: row[name] for name in TradeFlowTotalOut.model_fields}

    def _named(self, row: Row) -> Row:
        """Return the names for the sentence where several were asked for, of which the row shows none."""
        areas, commodities = self.catalogue.areas, self.catalogue.commodities
        named = {}
        for name, labels in (("reporter", areas), ("partner", areas), ("commodity", commodities)):
            codes = self.values.get(name, "").split(",")
            if len(codes) > 1 and row.get(name) is None:
                codes = [self.catalogue.in_every_edition(code.removesuffix("*"))[-1] for code in codes]
                names = [labels[code]["name"] for code in codes]
                named[name] = {"code": self.values[name], "name": f"{', '.join(names[:-1])} and {names[-1]}"}
        return {**row, **named}

    def _beside(self, one: Sum) -> Row:
        """Return what only the sentence tells: whose figures in which source, codes, and which periods have no rows."""
        cell = one.cell
        goods = (
            None if cell.level in (CommodityLevel.TOTAL, CommodityLevel.GOOD) else (cell.goods.first, cell.goods.last)
        )
        byline, (_, whose) = self.catalogue.bylines[cell.source], self._told(cell)
        return {"byline": byline, "goods": goods, "missing": self._missing(cell), "whose": whose}

    def _missing(self, cell: SumCell) -> list[tuple[Period, Period]]:
        """Return the periods without rows among those asked for or between those held, in runs: first and last."""
        held = [period for recency in cell.periods if (period := Period.from_recency(recency))]
        length = _MONTHS.get(cell.frequency)
        asked = [Period.parse(self.values[end]) for end in ("period_from", "period_to") if end in self.values]
        if length is None or not held or len(held + asked) == 1:  # of one period none is missing
            return []
        # Bounds may be of another length, such as months around years: only whole periods within them can be missing.
        first = -(-min(period.first for period in (*held, *asked)) // length) * length
        end = (max(period.last for period in (*held, *asked)) + 1) // length * length
        runs: list[tuple[Period, Period]] = []
        for start in sorted({*range(first, end, length)} - {period.first for period in held}):
            period = Period(start, start + length - 1)
            follows = bool(runs) and runs[-1][1].last + 1 == start
            runs = [*runs[:-1], (runs[-1][0], period)] if follows else [*runs, (period, period)]
        return runs

    def _about(self, one: Sum) -> Row:
        cell = one.cell
        return {
            "period": _period(cell.recencies.only),
            "period_from": _period(cell.recencies.last),
            "period_to": _period(cell.recencies.first),
            "reporter": self.catalogue.areas.get(cell.reporters.only or ""),
            "partner": self.catalogue.areas.get(cell.partners.only or ""),
            "frequency": cell.frequency,
            "flow": cell.flow,
            "edition": cell.edition,
            "source": self.catalogue.sources[cell.source],
            "basis": self._told(cell)[0],
            "proof": Proof.DERIVED,
            "primary_value": _amount(cell.interval, one),
            "rows": cell.rows,
            "rows_without_value": cell.without_value,
            "stated_total": _amount(one.stated, one),
        }

    def _told(self, cell: SumCell) -> tuple[Row, str]:
        """Return the basis of the figures, and whose they are in words."""
        own = (cell.reporters.first, cell.reporters.last) if cell.reporters.only is None else ()
        if (cell.bases, own) not in self.told:
            common = Basis.common(list(cell.bases))
            members = [name for name in SumBasisOut.model_fields if name != "mixed"]
            basis = {
                "compiled_by": self.catalogue.areas.get(common.compiled_by or ""),
                "compiler": common.compiler and self.catalogue.actors[common.compiler],
                "kind": common.kind,
                "valuation": common.valuation,
                "mixed": [name for name in members if len({getattr(basis, name) for basis in cell.bases}) > 1],
            }
            self.told[cell.bases, own] = basis, whose_summed(cell.bases, own, self.catalogue.prose_names)
        return self.told[cell.bases, own]

    def _goods(self, one: Sum) -> str | None:
        """Return the goods summed: their group or what was asked for, whichever is less, or all goods together."""
        if one.cell.level is CommodityLevel.TOTAL:
            return ALL_GOODS
        asked = [code.removesuffix("*") for code in (self._asked(one) or ALL_GOODS).split(",")]
        only = asked[0] if len(asked) == 1 and asked[0] != ALL_GOODS else None
        for dimension, value in zip(self.by, one.cell.group, strict=True):
            if dimension in ABOUT_GOODS:
                digits = [len(number) for code in asked if (number := code.rpartition("-")[2])[:2].isdigit()]
                is_part = any(length > _DIGITS.get(dimension, length) for length in digits)
                return only if is_part else str(value)
        return only

    def _asked(self, one: Sum) -> str | None:
        """Return the goods asked for, codes in the edition of the sum."""
        asked = self.values.get("commodity")
        in_edition = (self.catalogue.of_edition(code, one.cell.edition) for code in asked.split(",")) if asked else ()
        return ",".join(in_edition) or None

    def _list_of(self, one: Sum, goods: str | None) -> str:
        """Return the address of the list of statements that the sum is made from."""
        like = one.cell
        period = _period(like.recencies.only)
        ends = {end: self.values.get(end) for end in ("period_from", "period_to")}
        asked = {
            "reporter": like.reporters.only or self.values.get("reporter"),
            "partner": like.partners.only or self.values.get("partner"),
            "flow": like.flow,
            **({"period": period} if period else ends),
            "frequency": like.frequency,
            "commodity": self._branch(one, goods),
            "source": like.source,
        }
        return canonical_url(TRADE_FLOWS.path, asked)

    def _branch(self, one: Sum, goods: str | None) -> str | None:
        """Return the goods summed as a list takes them; None for sections of codes that have none in our reference."""
        asked = self._asked(one)
        if goods is None:
            return None if asked == ALL_GOODS else asked
        if goods == ALL_GOODS or Dimension.COMMODITY in self.by:
            return goods
        is_asked = asked is not None and goods == asked.removesuffix("*")
        return f"{goods}*" if goods.startswith(f"{one.cell.edition}-") and not is_asked else asked


@lru_cache(1_000)  # most sums of a question are of the same
def _period(recency: int | None) -> str | None:
    return None if recency is None or (period := Period.from_recency(recency)) is None else str(period)


def _amount(interval: Interval | None, one: Sum) -> QuantityJson | None:
    """Format an interval that is in 1/SCALE of the currency of a sum, as it is stored."""
    if interval is None:
        return None
    qualifier, value = hedge_of(interval)
    amount, lower, upper = (None if end is None else int(end) for end in (value, interval.lower, interval.upper))
    return StoredQuantity(
        amount, lower, upper, one.cell.currency or USD, interval.bounds, {"qualifier": qualifier}
    ).json
