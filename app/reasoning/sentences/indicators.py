"""A measured quantity in one sentence."""

from collections.abc import Mapping
from typing import Final

from app.reasoning.sentences.phrases import fill, on
from app.reasoning.sentences.quantities import Fact, change, changed, is_said
from app.vocabulary import IndicatorMeasure, Period

SUBJECTS: Final[Mapping[IndicatorMeasure, tuple[str, ...]]] = {
    IndicatorMeasure.TRANSIT_VOLUME: ("Transit", "by {mode}", "through {area}"),
    IndicatorMeasure.JOINT_VENTURES: ("The number of joint ventures", "in {area}", "with partners from {counterpart}"),
    IndicatorMeasure.SHARE_OF_TURNOVER: ("The share", "of {area}", "in the turnover", "with {counterpart}"),
    IndicatorMeasure.INITIATIVE_AGE: ("The age of the initiative", "of {area}"),
    IndicatorMeasure.BORDER_LENGTH: ("The length of the border", "of {area}", "with {counterpart}"),
    IndicatorMeasure.SHARE_OF_EXPORTS: ("The share", "of {counterpart}", "in the exports", "of {area}"),
    IndicatorMeasure.SHARE_OF_IMPORTS: ("The share", "of {counterpart}", "in the imports", "of {area}"),
    IndicatorMeasure.GRAIN_SHIPMENTS: ("The weight of grain shipped", "by {mode}", "from {area}", "to {counterpart}"),
}
"""The subject of each measure, piece by piece; a piece whose name is not known is left out."""


def indicator(fact: Fact) -> str:
    """Say an indicator: "Transit by rail through Kazakhstan in 2022 was 9.4 million t, up 1.1 million t (all of it)".

    The scope stands in brackets: without it, a part would be told as the whole.
    """
    quantity, growth = fact["quantity"], fact["growth"]
    said = is_said(quantity) if quantity else changed(growth)
    aside = f", {change(growth)}" if quantity and growth else ""
    scope = f" ({fact['scope']})" if fact["scope"] else ""
    return f"{_subject(fact)} {said}{aside}{scope}."


def _subject(fact: Fact) -> str:
    area, counterpart = ((fact[side] or {}).get("name") for side in ("area", "counterpart"))
    when = f"in {Period.parse(fact['period']).label}" if fact["period"] else on(fact["as_of"])
    pieces = (*SUBJECTS[IndicatorMeasure(fact["measure"])], "{when}")
    return fill(pieces, mode=fact["mode"], area=area, counterpart=counterpart, when=when)
