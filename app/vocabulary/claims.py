"""The words about claims: what may be claimed, how a fact bears on it, and what becomes of it."""

from app.vocabulary.affairs import IndicatorMeasure
from app.vocabulary.term import Term


class ClaimVerdict(Term):
    """What the facts make of a claim."""

    SUPPORTED = "supported", "The facts leave nothing but what is claimed."
    CONTRADICTED = "contradicted", "What the facts leave and what is claimed lie apart."
    DISPUTED = "disputed", "Facts of one basis conflict, and the verdict depends on which of them is right."
    DEPENDS_ON_BASIS = "depends_on_basis", "Figures of different bases answer differently, and the claim names none."
    PARTLY_SUPPORTED = "partly_supported", "Of several parts some are supported; said of several claims together only."
    UNDETERMINED = "undetermined", "The facts allow the claim without leaving nothing else, or there are none."


class Stance(Term):
    """What one fact does to a claim."""

    SUPPORTS = "supports", "All that the fact allows lies in the claim."
    CONTRADICTS = "contradicts", "What the fact allows and the claim lie apart."
    ALLOWS = "allows", "The fact allows the claim, and something else as well; or the two touch."
    SET_ASIDE = "set_aside", "A growth that two others speak against: one that is stated, and the levels themselves."


class ClaimMeasure(Term):
    """What is claimed of: trade, or anything else that is measured."""

    TRADE = "trade", "The value of goods that move from one area to another, or of their turnover."
    NET_WEIGHT = "net_weight", "The net weight of goods that move from one area to another."
    TRANSIT_VOLUME = IndicatorMeasure.TRANSIT_VOLUME.value, IndicatorMeasure.TRANSIT_VOLUME.explanation
    JOINT_VENTURES = IndicatorMeasure.JOINT_VENTURES.value, IndicatorMeasure.JOINT_VENTURES.explanation
    SHARE_OF_TURNOVER = IndicatorMeasure.SHARE_OF_TURNOVER.value, IndicatorMeasure.SHARE_OF_TURNOVER.explanation
    INITIATIVE_AGE = IndicatorMeasure.INITIATIVE_AGE.value, IndicatorMeasure.INITIATIVE_AGE.explanation
    BORDER_LENGTH = IndicatorMeasure.BORDER_LENGTH.value, IndicatorMeasure.BORDER_LENGTH.explanation
    SHARE_OF_EXPORTS = IndicatorMeasure.SHARE_OF_EXPORTS.value, IndicatorMeasure.SHARE_OF_EXPORTS.explanation
    SHARE_OF_IMPORTS = IndicatorMeasure.SHARE_OF_IMPORTS.value, IndicatorMeasure.SHARE_OF_IMPORTS.explanation
    GRAIN_SHIPMENTS = IndicatorMeasure.GRAIN_SHIPMENTS.value, IndicatorMeasure.GRAIN_SHIPMENTS.explanation

    @property
    def is_of_goods(self) -> bool:
        """Whether it is measured of goods that move between two areas."""
        return self in (ClaimMeasure.TRADE, ClaimMeasure.NET_WEIGHT)

    @property
    def is_mutual(self) -> bool:
        """Whether it is of both areas alike, whichever is named first."""
        return self is ClaimMeasure.BORDER_LENGTH

    @property
    def is_share(self) -> bool:
        """Whether its level, and not only its change, is in per cent."""
        return self.startswith("share_")


class ClaimFlow(Term):
    """Which trade is claimed of."""

    GOODS = "goods", "Goods that move from one area to the other."
    TOTAL = "total", "The turnover of the two areas: goods that move either way."
