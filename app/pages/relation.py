"""A relation at a glance: the rows of its JSON arranged for people, and its charts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from app.pages.charts import Tracks, Voice
from app.pages.home import HeldPair, held_pairs
from app.pages.mirror import Mirror, mirror_of
from app.pages.signings import Signing, signings_of
from app.pages.totals import BILLION, Way, headline_of, stated_of, unit_of, voice_names, ways_of
from app.pages.tracks import balance_tracks, plan_tracks
from app.views.pairs import Pair
from app.views.relations.composing import annual_totals, relation
from app.vocabulary.verdicts import CheckVerdict
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

SECTIONS: Final = (
    *("figures", "mirror", "balances", "disagreements", "goods", "agreements"),
    *("plans", "events", "shorter-periods", "growth", "places", "indicators", "sources"),
)

"""The parts of a relation that have a page of their own, on which nothing is cut."""


class RelationShown(NamedTuple):
    """All that the page of a relation shows; `row` is its JSON."""

    row: Mapping[str, Any]
    names: tuple[str, str]
    codes: tuple[str, str]
    unit: str
    voices: Mapping[Voice, str]
    headline: str
    ways: Sequence[Way]
    mirror: Mirror
    one_sided: Sequence[Row]
    balances: Tracks
    goods: Sequence[Row]
    planned: Sequence[Row]
    plans: Tracks
    signings: Sequence[Signing]
    near: Sequence[HeldPair]
    """Where nothing is held: the pairs of either area of which something is."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held about the two."""
        return not self.row["coverage"]["sources"]


def arrange(snapshot: Snapshot, pair: Pair, codes: tuple[str, str]) -> RelationShown:
    """Build the answer about a pair for its page; the area that was named first comes first."""
    row, catalogue = relation(snapshot, pair), snapshot.catalogue
    totals = annual_totals(snapshot, pair)
    stated = [(fact, stated_of(fact, codes, catalogue)) for fact in totals]
    names = (catalogue.prose_names[codes[0]], catalogue.prose_names[codes[1]])
    unit = unit_of(totals)
    ways = ways_of(stated, codes, names, unit)
    voices = {statement.voice for _, statement in stated}
    by_origin = {way["origin"] and way["origin"]["code"]: way for way in row["goods"]}
    planned = sorted(row["plans"], key=_dates_first)
    sides = [row for row in row["mirror"] if row["gap_relative"]]
    return RelationShown(
        row=row,
        names=names,
        codes=codes,
        unit="billion" if unit == BILLION else "million",
        voices={voice: name for voice, name in voice_names(names).items() if voice in voices},
        headline=headline_of(ways[-1]),
        ways=ways,
        mirror=mirror_of(sides, dict(zip(codes, names, strict=True)), ways[-1]),
        one_sided=[row for row in row["mirror"] if row["verdict"] == CheckVerdict.MISSING_SIDE],
        balances=balance_tracks(row["balances"], codes),
        goods=[by_origin[origin] for origin in (*codes, None) if origin in by_origin],
        planned=planned,
        plans=plan_tracks(snapshot, pair, planned),
        signings=signings_of(snapshot, pair, row["agreements"]),
        near=[] if row["coverage"]["sources"] else [one for one in held_pairs(snapshot) if {*codes} & {*one.codes}],
    )


def _dates_first(row: Row) -> tuple[bool, bool]:
    """Return the key by which plans that something became of come first, then those that are due."""
    return not row["outcomes"], row["due"] is None
