"""The natural key of a trade flow, and its public id: `KAZ.CHN.export.2022.TOTAL.timesca-565m.0`."""

from functools import lru_cache
from typing import Final, NamedTuple

from app.vocabulary.measures import Flow
from app.vocabulary.period import UNDATED, UNDATED_RECENCY, Period

_PARTS: Final = 7
_LARGEST_STATEMENT: Final = 999


class FlowKey(NamedTuple):
    """Reporter, partner, flow, recency (`Period.recency`), commodity, source, statement: the key's columns in order."""

    reporter: str
    partner: str
    flow: str
    recency: int
    commodity: str
    source: str
    statement: int

    @property
    def id(self) -> str:
        """The public id: the parts with dots between them, the period in place of the recency."""
        return f"{self.before_goods}{self.commodity}.{self.source}.{self.statement}"

    @property
    def before_goods(self) -> str:
        """The part of the id that the rows of a reporter, partner, flow and period share."""
        return f"{self.reporter}.{self.partner}.{self.flow}.{_slug(self.recency)}."

    @classmethod
    def parse(cls, text: str) -> "FlowKey | None":
        """Read a public id; None when it is not of this form."""
        parts = text.split(".")
        if len(parts) != _PARTS or parts[2] not in set(Flow) or not _is_statement(parts[6]):
            return None
        try:
            recency = _recency(parts[3])
        except ValueError:
            return None
        return cls(parts[0], parts[1], parts[2], recency, parts[4], parts[5], int(parts[6]))


@lru_cache(1_000)
def _slug(recency: int) -> str:
    period = Period.from_recency(recency)
    return period.slug if period else UNDATED


def _recency(slug: str) -> int:
    return UNDATED_RECENCY if slug == UNDATED else Period.parse(slug.replace("-to-", "/")).recency


def _is_statement(text: str) -> bool:
    return text.isascii() and text.isdigit() and str(int(text[:4])) == text and int(text) <= _LARGEST_STATEMENT
