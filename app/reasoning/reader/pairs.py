"""The two areas that a text is about, as one sentence after another names them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from app.reasoning.reader.places import Mention
from app.reasoning.reader.prose import Prose


class TwoAreas(NamedTuple):
    """The two areas that a text has been about so far."""

    reporter: str | None = None
    partner: str | None = None

    def other(self, code: str | None) -> str | None:
        """Return the other area of the pair; None for an area outside it."""
        return {self.reporter: self.partner, self.partner: self.reporter}.get(code) if code else None


def named_pair(prose: Prose, areas: Sequence[Mention], pair: TwoAreas) -> TwoAreas:
    """Return the pair that a sentence names as one: between A and B, A-B, A's trade with B; else the one before."""
    for first, second in pairwise(areas):
        between = prose.phrase(first.end, second.first)
        if first.code == second.code:
            continue
        is_between = between == "and" and prose.at(first.first - 1) in {"between", "of"}
        is_joined = between in {"-", "\u2013", "/"} or (between == "and" and first.is_adjective == second.is_adjective)
        is_new = between != "and" or pair.partner is None
        if is_between or (is_joined and is_new and {first.code, second.code} != {pair.reporter, pair.partner}):
            return TwoAreas(first.code, second.code)
    return pair


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
