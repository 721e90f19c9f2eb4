"""Words of number that are read two ways: ranks or mere ordinals, parts or ordinals, multiples or adjectives."""

from typing import Final

from app.reasoning.reader import lexicon
from app.reasoning.reader.digits import Amount
from app.reasoning.reader.hedges import hedge_before
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.units import RANK

_LISTS: Final = Topic("ordinals")
_RANKED: Final = _LISTS.words("ranked")
_NOT_SUPERLATIVE: Final = _LISTS.words("not_superlative")
_MOVED_BEFORE: Final = _LISTS.words("behind_place")
_RANKS_BEFORE: Final = _LISTS.words("ranking")
_INTO: Final = _LISTS.words("into")
_AMONG: Final = _LISTS.words("among")
_LISTED: Final = _LISTS.words("lists")
_SUPERLATIVES: Final = _LISTS.words("superlatives")
_EARLIER: Final = _LISTS.words("earlier")
_SIZED: Final = _LISTS.words("sized")
_DOUBLE: Final = _LISTS.words("double")
_AFTER_DOUBLE: Final = _LISTS.words("behind_double")
_NO_FRACTION: Final = _LISTS.words("no_part")
_FIGURATIVE: Final = _LISTS.words("figurative")
_MODAL: Final = Topic("hedges").words("may")
_NO_VERB: Final = _LISTS.words("no_verb")
_RANK: Final = _LISTS.words("rank")
_TURNS: Final = _LISTS.words("turns")
_DENYING: Final = _LISTS.words("denying")
_BEING: Final = _LISTS.words("being")
_ADVERBS: Final = _LISTS.words("adverbs")
_LEFT: Final = _LISTS.words("behind_being")
_AFTER_PART: Final = _LISTS.words("behind_part")


def is_rank(prose: Prose, first: int, end: int) -> bool:
    """Return whether an ordinal is a place in an order: ranked third, 8th place, second-largest, 2nd supplier."""
    after = [word for word in (prose.at(index) for index in range(end, end + 3)) if word != "-"]
    if any(prose.at(index) in _RANKS_BEFORE for index in range(first - 3, first)):
        return True
    if prose.at(first - 1) in lexicon.ARTICLES or prose.phrase(first - 2, end + 1) == "in the first place":
        return False  # a third to 94 billion; a third market
    moved = prose.at(first - 1) in _INTO and after[:1] and after[0] in _MOVED_BEFORE
    is_among = after[:1] and (after[0] in _AMONG or " ".join(after) in _LISTED)
    is_before = prose.phrase(end, end + 2) in {"to the", "only to"}  # second only to
    is_cell = prose.at(first - 1) == ":" and any(prose.at(index) in _RANKS_BEFORE for index in range(first - 12, first))
    if moved or is_among or is_before or is_cell:
        return True  # third after Switzerland; Rank among markets: 3rd
    if prose.at(end) == "after" and prose.is_name(end + 1):
        return True
    being = first - 1 - (prose.at(first - 1) in _ADVERBS)  # is now fourth
    if prose.at(being) in _BEING and prose.at(end) in _LEFT and prose.at(first) != "first":
        return True  # the UAE was third with $5 billion
    is_ranked = not _RANKED.isdisjoint((*after[:1], " ".join(after[:2])))
    is_superlative = bool(after) and after[0].endswith("est") and after[0] not in _NOT_SUPERLATIVE
    return is_superlative or is_ranked or (len(after) > 1 and after[1] in _SUPERLATIVES)


def is_in_order(prose: Prose, first: int, end: int) -> bool:
    """Return whether "a third" is one more after two: a third party, a seventh, which."""
    after, before = prose.at(end), prose.at(first - 2)
    if before == "by" or hedge_before(prose, first - 1):
        return False
    if after == ",":
        return before in {"", ".", ";", ":", "!", "?"}
    return after == "-" or (after.isalpha() and after not in _AFTER_PART)


def is_whole_part(prose: Prose, first: int) -> bool:
    """Return whether an ordinal is a part behind an adjective: a good third, a full fifth."""
    return prose.at(first - 1) in _SIZED and prose.at(first - 2) in lexicon.ARTICLES


def is_part(prose: Prose, first: int, end: int) -> bool:
    """Return whether a word of fractions is a part of a whole: half of it; not half-year, first half, the quarter."""
    word, before, after = prose.at(first), prose.at(first - 1), prose.at(end)
    if end > first + 1 or word in lexicon.GLYPHS:
        return True
    if word == "half":
        is_said = prose.phrase(end, end + 2) in _FIGURATIVE  # tells only half the story
        return not is_said and after not in _NO_FRACTION and before not in _TURNS
    if after in _EARLIER:
        return False  # a quarter earlier
    return before in {*lexicon.ARTICLES, "one"} or is_whole_part(prose, first)


def is_multiple(prose: Prose, first: int, end: int) -> bool:
    """Return whether a word multiplies: doubled, double that, to double trade, but not double taxation."""
    if prose.at(first - 1) in _DENYING or (prose.at(first - 1) == "or" and prose.at(first - 3) in _DENYING):
        return False  # have not doubled or tripled
    if prose.at(first) == "twice" and prose.at(end).endswith("ed"):
        return False  # twice counted
    is_verb = prose.at(first - 1) in _MODAL and prose.at(end) not in _NO_VERB
    return prose.at(first) not in _DOUBLE or prose.at(end) in _AFTER_DOUBLE or is_verb


def numbered(prose: Prose, amount: Amount) -> Amount | None:
    """Return a rank in figures: the No. 2 market, rank 8."""
    is_number = "number" in prose.phrase(amount.first - 2, amount.first).removesuffix(" -")[-6:]
    if is_number and (amount.in_words or is_rank(prose, amount.first, amount.end)):
        return amount._replace(unit=RANK)
    if amount.in_words:
        return None
    if prose.at(amount.first - 1 - (prose.at(amount.first - 1) == ":")) in _RANK:
        return amount._replace(unit=RANK)
    if prose.at(amount.first - 1) == "#":
        return amount._replace(unit=RANK, first=amount.first - 1, start=amount.start - 1)
    if prose.phrase(amount.first - 2, amount.first) == "no .":
        return amount._replace(unit=RANK, first=amount.first - 2, start=prose.words[amount.first - 2].start)
    isnumbered = prose.text[max(0, amount.start - 3) : amount.start] == "No "
    return amount._replace(unit=RANK, first=amount.first - 1, start=amount.start - 3) if isnumbered else None
