"""What people bring along from other services: their names of parameters, words and paths, with ours for them."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from app.vocabulary.text import nearest

_PARAMETERS: Final = {
    "reporter area from": "country countries iso iso3 nation economy location ref_area reporter_code exporter origin",
    "partner counterpart to": "partner_code counterparty counterpart_area importer destination",
    "flow": "trade_flow flow_code direction trade_type rg",
    "commodity": "product products product_code hs hs_code cmd cmd_code item good goods commodity_code sitc",
    "period date_from signed_from announced_from published_from": "year years date time time_period ps yr",
    "period_from date_from signed_from announced_from": "start since from_year start_year start_period start_date",
    "period_to date_to signed_to announced_to": "end until to_year year_to end_year end_period end_date",
    "cursor": "page offset skip after page_token page_number",
    "limit": "per_page page_size size rows max max_records top count_per_page number",
    "order": "sort sort_by order_by ordering",
    "fields": "columns select include members",
    "q": "search query text keyword term name",
    "primary_value_gte value_gte value": "min minimum min_value value_min amount",
    "primary_value_lte value_lte": "maximum max_value value_max",
    "source": "dataset database provider",
    "by": "group group_by groupby",
}
_WORDS: Final = {
    "export": "x exports exported 2",
    "import": "m imports imported 1",
    "re_export": "rx reexport reexports 3",
    "re_import": "rm reimport reimports 4",
    "total": "both turnover trade all x+m",
    "annual": "a y year yearly",
    "monthly": "m month",
    "quarterly": "q quarter",
}
_COLLECTIONS: Final = {
    "areas": "country countries regions reporters partners places locations",
    "trade-flows": "trade flow flows exports imports data statistics comtrade",
    "commodities": "goods products product hs items",
    "relations": "bilateral pairs pair countries-pair dyads",
    "agreements": "deals contracts treaties documents",
    "actors": "people persons organisations organizations companies",
    "sources": "articles datasets references",
    "vocabulary": "codes codelists enums terms",
    "events": "visits meetings forums news",
    "indicators": "measures series-list",
    "verify": "check claim claims fact-check factcheck",
}
_FORMATS: Final = {"format", "fmt", "output", "type", "filetype"}


def _by_word(table: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what each word that is brought along may stand for here."""
    found: dict[str, list[str]] = {}
    for ours, theirs in table.items():
        for word in theirs.split():
            found.setdefault(_key(word), []).extend(ours.split())
    return found


def _key(word: str) -> str:
    """Return a word without case, hyphens and underscores."""
    return re.sub(r"[-_ ]", "", word).casefold()


PARAMETERS: Final = _by_word(_PARAMETERS)
WORDS: Final = _by_word(_WORDS)
COLLECTIONS: Final = _by_word(_COLLECTIONS)


def meant(given: str, names: Collection[str], brought: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return the names that may be meant by one that is not among them, best first."""
    known = [name for name in brought.get(_key(given), ()) if name in names]
    return tuple(known) or nearest(given, names)


def asks_for_format(given: str) -> bool:
    """Return whether a parameter is one that other services take the format by."""
    return _key(given) in _FORMATS
