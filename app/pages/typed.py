"""What people type into a form of claims, by the words that the reader of texts knows."""

import re
from typing import Final

from app.reasoning.reader.dates import dates
from app.reasoning.reader.hedges import hedge_before
from app.reasoning.reader.lexicon import DENOMINATORS, ENLARGING, LETTERS, MULTIPLES
from app.reasoning.reader.prose import Prose
from app.vocabulary.words import PERCENT, TIMES, USD

_ZEROS: Final = {
    word: len(str(size)) - 1 for word, size in (ENLARGING | LETTERS).items() if str(size).rstrip("0") == "1"
}
_NUMBER: Final = re.compile(
    rf"(?P<before>[^\d]*?)(?P<sign>\$)? ?(?P<number>-?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)"
    rf"(?: ?(?P<size>{'|'.join(_ZEROS)}))?(?: ?(?P<unit>%|times))?"
)
_WORD: Final = re.compile(rf"(?P<before>.*?)(?:an? |one )?(?P<word>{'|'.join((*DENOMINATORS, *MULTIPLES))})")


def number_in(text: str) -> dict[str, str]:
    """Return the value, and where they are said the unit and the hedge; the text itself where it is no such number."""
    lowered = re.sub(r"per ?cent", PERCENT, text.lower())
    if found := _NUMBER.fullmatch(lowered):
        power = f"e{_ZEROS[found['size']]}" if found["size"] else ""
        read = {"value": found["number"].replace(",", "") + power}
        if unit := found["unit"] or (found["sign"] and USD):
            read["unit"] = unit
    elif found := _WORD.fullmatch(lowered):
        times, part = MULTIPLES.get(found["word"]), DENOMINATORS.get(found["word"])
        read = {"value": str(times), "unit": TIMES} if times else {"value": f"100/{part}", "unit": PERCENT}
    if not found:
        return {"value": text}
    if before := found["before"].strip():
        hedge = hedge_before(prose := Prose(before), len(prose.words))
        if hedge is None or hedge[1] > 0:
            return {"value": text}
        read["qualifier"] = hedge[0]
    return read


def period_in(text: str) -> str:
    """Return the one period that a text names, as periods are written; else the text itself."""
    spans = [*dates(text)]
    named = len(spans) == 1 and spans[0].end - spans[0].start == len(text) and spans[0].period
    return str(named) if named else text
