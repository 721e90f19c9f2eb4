"""Answers cut to what a client asks for: some members by name, or in few bytes what tells most."""

from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Annotated, Any, Final

from pydantic import Field

from app.web.questions.queries import Query
from app.web.rows.cells import Row
from app.web.rows.formats import to_json

MOST_BYTES: Final = 5_900
"""The size of a brief answer, in which a token takes 3.1 bytes (measured): below 2,000 tokens."""
_TOLD: Final = frozenset(
    (
        *("areas", "coverage", "links", "release", "claim", "by_basis", "facts", "inputs", "missing", "reached"),
        *("trade_flows", "trade_flows_of_places", "events", "agreements", "plans", "indicators", "derived", "checks"),
        *("mirror", "goods", "outcomes", "origin", "destination", "commodity", "from", "to", "code", "name"),
        *("sentence", "text", "gist", "url", "period", "due", "happened_on", "flow", "quantity", "primary_value"),
        *("verdict", "stance", "standing", "understates"),
    )
)
"""The members that a brief answer keeps, wherever they stand: quantities as their `text`, records as their `url`."""


class Shown(Query):
    """How much of an answer is shown."""

    brief: Annotated[bool, Field(examples=[True])] = False
    """Whether to show what tells most in under 2,000 tokens; `not_shown` counts the rest."""
    sections: str | None = None

    def of(self, row: Row, shares: Mapping[str, int]) -> Row:
        """Return what of an answer is asked for; `shares` are those of its sections in a brief one."""
        if self.sections:
            row = {name: row[name] for name in self.sections.split(",")}
        return _brief(row, shares) if self.brief else row


def _brief(row: Row, shares: Mapping[str, int]) -> Row:
    """Return an answer with the first rows of its sections, taken in turn by their shares while there is room.

    A section of which nothing is shown, and something is held, is left out: an empty one says that nothing is held.
    """
    told = {name: _told(value) for name, value in row.items() if name in _TOLD or name in shares}
    shown: Row = {name: [] for name in told if name in shares}
    hidden = {name: len(told[name]) for name in shown}
    room = MOST_BYTES - len(to_json({**told, **shown, "not_shown": hidden}))
    full = {name for name in shown if shares[name] == 0}
    for _, name, one in sorted(_turns(told, shares), key=itemgetter(0)):
        size = len(to_json(one)) + 1
        if name in full or size > room:
            full.add(name)
            continue
        shown[name].append(one)
        hidden[name] -= 1
        room -= size
    kept = {name: shown.get(name, value) for name, value in told.items() if shown.get(name, value) or not value}
    earlier = row.get("not_shown", {})
    return kept | {"not_shown": earlier | {name: count for name, count in hidden.items() if count}}


def _turns(told: Row, shares: Mapping[str, int]) -> Iterator[tuple[float, str, object]]:
    """Yield the rows of all sections with their turns: of a share of 3, three come while others have one."""
    for name, share in shares.items():
        for place, one in enumerate(told.get(name, ()), 1):
            yield place / (share or 1), name, one


def _told(value: Any) -> Any:
    """Return a value with the members that a brief answer keeps; who has an address has the inputs there."""
    if isinstance(value, Mapping):
        hidden = "inputs" if "url" in value else None
        return {name: _told(one) for name, one in value.items() if name in _TOLD and name != hidden}
    return [_told(one) for one in value] if isinstance(value, list) else value
