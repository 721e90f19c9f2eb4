"""The two areas that a text is about, as one sentence after another names them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from app.reasoning.reader.places import Mention
from app.reasoning.reader.prose import Prose
from app.vocabulary.measures import Flow


class TwoAreas(NamedTuple):
    """The two areas that a text has been about so far."""

    reporter: str | None = None
    partner: str | None = None

    def other(self, code: str | None) -> str | None:
        """Return the other area of the pair; None for an area outside it."""
        return {self.reporter: self.partner, self.partner: self.reporter}.get(code) if code else None


class TradeMention(NamedTuple):
    """One mention of trade: where it stands, its direction, whose, and with whom; `is_whole` where it names both."""

    place: int
    flow: Flow | None
    reporter: str | None
    partner: str | None
    is_whole: bool = True

    @property
    def sides(self) -> tuple[str | None, str | None]:
        """Reporter and partner."""
        return self.reporter, self.partner


def named_pair(prose: Prose, areas: Sequence[Mention], pair: TwoAreas) -> TwoAreas:
    """Return the pair that a sentence names as one: between A and B, A-B, A's trade with B; else the one before."""
    for first, second in pairwise(areas):
        between = prose.phrase(first.end, second.first).removesuffix(" the")
        if first.code == second.code:
            continue
        is_between = between == "and" and prose.at(first.first - 1) in {"between", "of"}
        is_joined = between in {"-", "\u2013", "/"} or (between == "and" and first.is_adjective == second.is_adjective)
        is_new = between != "and" or pair.partner is None
        is_between = is_between or _is_partner(prose, second)
        if is_between or (is_joined and is_new and {first.code, second.code} != {pair.reporter, pair.partner}):
            return TwoAreas(first.code, second.code)
    return pair


def _is_partner(prose: Prose, second: Mention) -> bool:
    """Return whether the second of two areas is said to have a partner: Kazakhstan is Italy's leading partner."""
    is_owner = prose.at(second.end) in {"'s", "\u2019s", "'"}
    return is_owner and "partner" in prose.phrase(second.end, second.end + 6).split()


def kept(pair: TwoAreas, reporter: str | None, partner: str | None) -> TwoAreas:
    """Return the pair of a mention of trade where it names both, else the one before, or whose trade it is alone."""
    if reporter and not partner and pair.partner is None:
        return TwoAreas(reporter)
    if reporter and partner and {reporter, partner} != {pair.reporter, pair.partner}:
        return TwoAreas(reporter, partner)
    return pair


def completed(reporter: str | None, partner: str | None, pair: TwoAreas) -> tuple[str | None, str | None]:
    """Return the sides of a mention, with what it leaves out from the pair that the text is about."""
    if reporter == partner:
        partner = None
    if reporter is None and partner is None:
        return pair.reporter, pair.partner
    if reporter is None and pair.partner is None:  # Ireland's exports fell. Exports to Great Britain
        return (pair.reporter if pair.reporter != partner else None), partner
    if reporter is None:
        return pair.other(partner), partner
    return reporter, partner or pair.other(reporter)
