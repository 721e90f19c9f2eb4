"""How trade is named inside a sentence: whose, which way, and of what goods."""

from collections.abc import Mapping
from typing import Final

from app.reasoning.facts import Fact
from app.vocabulary import ALL_GOODS, Flow

Names = Mapping[str, str]
"""The names of areas and commodities by their codes."""

OF_FLOW: Final[Mapping[Flow, str]] = {
    Flow.EXPORT: "{reporter}'s exports{goods} to {partner}",
    Flow.IMPORT: "{reporter}'s imports{goods} from {partner}",
    Flow.TOTAL: "Trade{goods} between {reporter} and {partner}",
    Flow.DOMESTIC_EXPORT: "{reporter}'s domestic exports{goods} to {partner}",
    Flow.RE_EXPORT: "{reporter}'s re-exports{goods} to {partner}",
    Flow.FOREIGN_IMPORT: "{reporter}'s imports{goods} of foreign origin from {partner}",
    Flow.RE_IMPORT: "{reporter}'s re-imports{goods} from {partner}",
}


def flow_of(fact: Fact, names: Names) -> str:
    """Name the trade that a fact is about: "Kazakhstan's exports of copper to China"."""
    subject = fact.subject
    reporter, partner = names[subject.area or ""], names[subject.counterpart or ""]
    return OF_FLOW[subject.flow or Flow.TOTAL].format(
        reporter=reporter, partner=partner, goods=of_goods(subject.commodity, names)
    )


def of_goods(commodity: str | None, names: Names) -> str:
    """Name the goods of a trade as they follow it, " of copper"; nothing where it is of all goods."""
    return "" if commodity in (None, ALL_GOODS) else f" of {lower_first(names[commodity or ''])}"


def lower_first(name: str) -> str:
    """Write a commodity's name inside a sentence; abbreviations keep their capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
