"""One trade as both sides count it: the figures of each beside each other, and by how much they differ."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from app.pages.charts import Scale, Track, Tracks, Voice, bar, known_of, numbers_of, track_scale
from app.pages.totals import Way, page_of, reporter_of
from app.vocabulary.verdicts import MirrorCause
from app.web.rows.cells import Row

_LEAST, _MOST = -100.0, 200.0
"""Per cent between which gaps are drawn; wider ones end in an arrow."""
_NEAR: Final = 10.0
_MOST_PERIODS: Final = 3
"""How many periods are shown at a glance."""


class MirrorLine(NamedTuple):
    """A trade of one period and origin: what its exporter and its importer say, and the bar of the difference."""

    period: str
    origin: str
    exports: str
    imports: str
    track: Track
    width: float
    turn: int
    """Whether it is the trade of the area named first, or of the other."""


class MirrorPeriod(NamedTuple):
    """The comparisons of a period, and what each side says the trade both ways came to."""

    period: str
    totals: str
    rows: Sequence[MirrorLine]


class Mirror(NamedTuple):
    """All comparisons on one scale, the same by period, the closest of the newest, and what may explain gaps."""

    tracks: Tracks
    every: Sequence[MirrorPeriod]
    newest: Sequence[MirrorPeriod]
    causes: Sequence[MirrorCause]


def mirror_of(sides: Sequence[Row], names: Mapping[str, str], turnover: Way) -> Mirror:
    """Build the comparisons of exports with what the other side imports, in per cent of these."""
    numbers = [min(max(one, _LEAST), _MOST) for row in sides for one in known_of(row["gap_relative"])]
    scale = track_scale((-2 * _NEAR, 2 * _NEAR, *numbers))
    compared = [_compared(scale, row, names) for row in sides]
    closest: dict[tuple[str, str], MirrorLine] = {}
    for one in sorted(compared, key=attrgetter("width")):
        closest.setdefault((one.period, one.origin), one)
    newest = [one for one in compared if closest[one.period, one.origin] is one]
    return Mirror(
        Tracks(scale, [one.track for one in compared], (scale.at(-_NEAR), scale.at(_NEAR)), scale.at(0)),
        _by_period(compared, turnover),
        _by_period(newest, turnover)[:_MOST_PERIODS],
        [cause for cause in MirrorCause if any(cause in row["causes"] for row in sides)],
    )


def _compared(scale: Scale, row: Row, names: Mapping[str, str]) -> MirrorLine:
    gap, exporter = row["gap_relative"], reporter_of(row["inputs"][0])
    lower, _, upper = numbers_of(gap)
    exports, imports = (
        _figure(row, [one for one in row["inputs"] if (reporter_of(one) == exporter) is is_exporters])
        for is_exporters in (True, False)
    )
    width = float("inf") if lower is None or upper is None else upper - lower
    label = f"{row['period']}, from {names[exporter]}"
    track = Track(label, gap["text"], bar(scale, lower, None, upper), Voice.OTHER, page_of(row["url"]), row["verdict"])
    return MirrorLine(row["period"], names[exporter], exports, imports, track, width, [*names].index(exporter))


def _figure(row: Row, inputs: Sequence[Row]) -> str:
    """Return what one side says; several of its statements give one figure, which was computed."""
    text: str = inputs[0]["quantity"]["text"] if len(inputs) == 1 else row["computed"]["text"]
    return text


def _by_period(compared: Sequence[MirrorLine], turnover: Way) -> list[MirrorPeriod]:
    """Sort comparisons by period, which they come in, with the turnover that each side states most precisely."""
    periods = groupby(compared, attrgetter("period"))
    return [
        MirrorPeriod(period, turnover.of_year(period), sorted(rows, key=attrgetter("turn"))) for period, rows in periods
    ]
