"""The numbers of a text held against the facts, one by one. Nothing of the text is kept."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Annotated, ClassVar, Final

from fastapi import APIRouter, Body, Request, Response
from pydantic import AfterValidator, Field

from app.reasoning import Fact
from app.reasoning.reader import read
from app.reasoning.reader.pairs import TwoAreas
from app.reasoning.reader.prose import sentences
from app.reasoning.reader.result import ReadNumber
from app.reasoning.verify import reached
from app.views import input_row, row_of
from app.views.pairs import Pair, no_pair
from app.views.read.around import NumberedSentence, Saying
from app.views.read.claims import claims_of
from app.views.read.labels import Labelled, labelled, quoted
from app.views.read.sayings import SERVICES, outcome_of
from app.views.read.shape import ReadFactOut, ReadNumberOut, ReadOut
from app.views.reading import read_facts
from app.views.verify import Answered, answered, distance_row, interval_row
from app.vocabulary.codec import decimal
from app.vocabulary.numbers import OutOfRange, stored
from app.vocabulary.terms import Problem, RecordKind
from app.vocabulary.verdicts import ClaimKind, ReadLabel
from app.web.answers.responses import answer_posted
from app.web.catalogue import Catalogue
from app.web.edge.reading import JSON_BODY
from app.web.errors import Invalid, RequestFault, UnresolvedValue
from app.web.questions.filters.names import AREA
from app.web.questions.queries import Name, Query
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

ROUTER: Final = APIRouter(tags=["read"], route_class=Route)
LONGEST_TEXT: Final = 50_000
"""How many bytes a text may have in UTF-8."""
_UNANSWERED: Final = (ReadLabel.NOT_READ, ReadLabel.NOT_HELD, ReadLabel.COMPATIBLE)
"""The labels of numbers whose words are looked for."""
_HEAD: Final = 3
"""How many sentences at the head of a text speak of all of it."""
MOST_HELD: Final = 300
"""How many different claims of a text are held against facts; the numbers behind them are not."""


def _readable(text: str) -> str:
    """Check that a text is one that UTF-8 holds, says something, and is no longer than a text may be."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise OutOfRange("the text holds half of a surrogate pair, which no text in UTF-8 can") from None
    if size > LONGEST_TEXT:
        raise OutOfRange(f"a text has at most {LONGEST_TEXT} bytes in UTF-8; this one has {size}")
    if not text.strip():
        raise OutOfRange("the text is empty")
    return text


class TextQuery(Query):
    """A text, and the pair of areas that it is about where it does not say so itself."""

    cheaper: ClassVar[str] = "send a shorter text"

    text: Annotated[str, AfterValidator(_readable), Field(min_length=1, max_length=LONGEST_TEXT)]
    """English text of at most 50,000 bytes; white space counts, so that places are those of the text as sent."""
    a: Annotated[Name | None, Field(examples=["KAZ"])] = None
    """One area: code, name or alias."""
    b: Annotated[Name | None, Field(examples=["CHN"])] = None
    """The other area; named together with `a`."""


@ROUTER.post("/read", response_model=ReadOut, **JSON_BODY)
async def read_text(body: Annotated[TextQuery, Body()], request: Request) -> Response:
    """Read every number of an English text and hold it against the facts: its place, how it was read, and a label."""
    return await answer_posted(request, partial(answer_text, body))


def answer_text(body: TextQuery, snapshot: Snapshot) -> Row:
    """Return the answer on a text, without the release."""
    pair = _pair(body, snapshot.catalogue)
    numbers = read(body.text, snapshot.catalogue.area_names, pair)
    found = _labelled(snapshot, body.text, numbers, pair)
    counted = Counter(one.label for one in found)
    return {
        "items": [_row(number, one, snapshot.catalogue) for number, one in zip(numbers, found, strict=True)],
        "labels": {label: counted[label] for label in ReadLabel},
    }


def _pair(body: TextQuery, catalogue: Catalogue) -> TwoAreas:
    """Return the pair that a client names; Invalid where it is none."""
    codes, wrong = dict[str, str](), list[RequestFault]()
    for name, text in (("a", body.a), ("b", body.b)):
        try:
            codes |= {name: AREA.resolve(text, catalogue)} if text else {}
        except UnresolvedValue as unclear:
            wrong.append(unclear.at("body", name, text))
    if not wrong and len(codes) == 1:
        other = "b" if "a" in codes else "a"
        wrong.append(RequestFault("body", other, Problem.IMPOSSIBLE_VALUE, "a pair has two areas; name both, or none"))
    if len(codes) == 2 and (reason := no_pair(codes["a"], codes["b"], catalogue)):  # noqa: PLR2004  # a pair
        wrong.append(RequestFault("body", "b", Problem.ONE_AREA, reason, body.b))
    if wrong:
        raise Invalid(wrong)
    return TwoAreas(codes.get("a"), codes.get("b"))


def _labelled(snapshot: Snapshot, text: str, numbers: Sequence[ReadNumber], pair: TwoAreas) -> list[Labelled]:
    """Return what becomes of each number: as a claim, else by its words."""
    catalogue = snapshot.catalogue
    placed = list(_in_sentences(text, numbers, catalogue))
    claims = [claims_of(number, sentence, catalogue) for number, sentence in placed]
    every = list(dict.fromkeys(each.claim for one in claims for each in one.claims))[:MOST_HELD]
    answers = {claim: _of_any_year(one) for claim, one in zip(every, answered(snapshot, every), strict=True)}
    facts = _facts_on_pair(snapshot, numbers, pair)
    found: list[Labelled] = []
    for (number, sentence), one in zip(placed, claims, strict=True):
        own = labelled(one, answers, catalogue)
        if own.label in _UNANSWERED and number.unit and facts:
            # That somebody aimed at a number does not say that it was reached.
            is_told = outcome_of(Saying(number, sentence)) is not None
            held = [fact for fact in facts if not (is_told and fact.kind is RecordKind.PLAN)]
            own = quoted(number, sentence.text, held, catalogue) or own
        found.append(own)
    return found


def _of_any_year(found: Answered) -> Answered:
    """Return an answer; of turnover without a period, as of a goal that was reached, that of a year that decides."""
    claim, _, facts = found
    is_of_goal = claim.kind is ClaimKind.AMOUNT and claim.flow and claim.period is None
    dated = reached(claim, facts, facts.ground) if is_of_goal else None
    return Answered(*dated, facts) if dated else found


def _in_sentences(
    text: str, numbers: Sequence[ReadNumber], catalogue: Catalogue
) -> Iterator[tuple[ReadNumber, NumberedSentence]]:
    """Yield the numbers, each with its sentence."""
    spans = list(sentences(text))
    starts = [start for start, _ in spans]
    together = [bisect_right(starts, match.start()) - 1 for match in SERVICES.finditer(text)]
    placed = ((bisect_right(starts, number.start) - 1, number) for number in numbers)
    for place, own in groupby(placed, key=itemgetter(0)):
        start, end = spans[place]
        has_services = any(one <= place and (one < _HEAD or place <= one + 1) for one in together)
        inside = tuple(number for _, number in own)
        sentence = NumberedSentence(text[start:end], start, inside, catalogue.area_names, has_services)
        yield from ((number, sentence) for number in sentence.numbers)


def _facts_on_pair(snapshot: Snapshot, numbers: Sequence[ReadNumber], pair: TwoAreas) -> Sequence[Fact]:
    """Return all facts on the pair that a text is about: the one named, else the only one that it names."""
    named = {tuple(sorted((one.reporter, one.partner))) for one in numbers if one.reporter and one.partner}
    if pair.reporter and pair.partner:
        named |= {tuple(sorted((pair.reporter, pair.partner)))}
    if len(named) != 1:
        return ()
    ((first, second),) = named
    is_pair = no_pair(first, second, snapshot.catalogue) is None
    return read_facts(snapshot, Pair.of(first, second, snapshot.catalogue)) if is_pair else ()


def _row(number: ReadNumber, found: Labelled, catalogue: Catalogue) -> Row:
    areas = catalogue.areas
    return row_of(
        ReadNumberOut,
        number,
        catalogue,
        measures=number.kind,
        quantity=_quantity_row(number) if number.unit else None,
        reporter=areas.get(number.reporter or ""),
        partner=areas.get(number.partner or ""),
        period=number.period and str(number.period),
        compiled_by=areas.get(number.compiler or ""),
        doubts=list(number.doubts),
        label=found.label,
        sentence=found.sentence,
        verdict=found.answer and found.answer.verdict,
        distance=found.claim and found.answer and distance_row(found.claim, found.answer.distance),
        facts=[input_row(fact, catalogue, ReadFactOut) for fact in found.facts],
        verify=found.address,
    )


def _quantity_row(number: ReadNumber) -> Row:
    return {
        "value": decimal(stored(number.value)),
        "unit": number.unit,
        "qualifier": number.hedge,
        "step": decimal(stored(number.step)),
        **interval_row(number.interval, number.unit or ""),
    }
