"""Check that what dossiers state of one thing fits: shares, dates, counts beside names, plans beside their outcomes.

Events and plans are looked for in all dossiers of the load; one that stays in the database was checked with its own.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from app.loading import Examination
from app.loading.dossiers import Dossier, DossierFile
from app.loading.dossiers.records import EventEntry, PlanEntry
from app.loading.dossiers.statements import records_of
from app.vocabulary.codec import quantity_to_text
from app.vocabulary.interval import Interval, Undefined, intersection
from app.vocabulary.measures import Unit
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import Standing

_WHOLE: Final = Interval.between(Fraction(0), Fraction(100), "[]")
_BEGUN: Final = (Standing.UNDER_WAY, Standing.COMPLETED, Standing.CANCELLED)
"""Standings of what is no mere intention any more."""


def check_consistency(examined: Sequence[tuple[DossierFile, Examination]]) -> None:
    """Check the dossiers by all four rules."""
    events = {event.id: event for file, _ in examined for event in file.dossier.events}
    plans = {plan.id: plan for file, _ in examined for plan in file.dossier.plans}
    for file, examination in examined:
        share_within_whole(file.dossier, examination)
        dates_within_event(file.dossier, examination, events)
        count_against_names(file.dossier, examination)
        plan_against_outcome(file.dossier, examination, plans)


def share_within_whole(dossier: Dossier, examination: Examination) -> None:
    """Check that a share can lie between 0 and 100 per cent."""
    for _, path, indicator in records_of(dossier, "indicators"):
        share = indicator.quantity.quantity if indicator.quantity else None
        if share is None or share.unit is not Unit.PERCENT or not indicator.measure.startswith("share_of_"):
            continue
        if isinstance(intersection(share.interval, _WHOLE), Undefined):
            examination.fault(f"{path}.quantity", f"a share of its whole cannot be {quantity_to_text(share)}")


def dates_within_event(dossier: Dossier, examination: Examination, events: Mapping[str, EventEntry]) -> None:
    """Check that a part of an event, or a signing at one, is dated within it; coarse dates fit where they may."""
    for _, path, event in records_of(dossier, "events"):
        last = event.ends_on or event.starts_on
        if event.starts_on and last and _is_before(last, event.starts_on):
            examination.fault(f"{path}.ends_on", f"{last} is before the event starts, on {event.starts_on}")
        elif reason := _outside(event.starts_on, last, events.get(event.part_of or "")):
            examination.fault(f"{path}.starts_on", reason)
    for _, path, agreement in records_of(dossier, "agreements"):
        if reason := _outside(agreement.signed_on, agreement.signed_on, events.get(agreement.event or "")):
            examination.fault(f"{path}.signed_on", reason)


def _outside(starts_on: str | None, ends_on: str | None, whole: EventEntry | None) -> str | None:
    """Return why dates lie outside an event; None where they may lie within it, or where none are stated."""
    if not (starts_on and ends_on and whole and whole.starts_on):
        return None
    last = whole.ends_on or whole.starts_on
    if not (_is_before(starts_on, whole.starts_on) or _is_before(last, ends_on)):
        return None
    days = starts_on if starts_on == ends_on else f"{starts_on} to {ends_on}"
    return f"{days} is not within {whole.id!r}, which lasts from {whole.starts_on} to {last}"


def count_against_names(dossier: Dossier, examination: Examination) -> None:
    """Check that no more areas or goods are named than are counted; fewer may be examples."""
    for _, path, event in records_of(dossier, "events"):
        for index, group in enumerate(event.participants):
            count = group.count.quantity if group.count else None
            if count and count.unit is Unit.REGIONS:
                _check_count(count, len(group.areas), f"{path}.participants[{index}].count", examination)
    for _, path, plan in records_of(dossier, "plans"):
        if plan.item_count:
            _check_count(plan.item_count.quantity, len(plan.commodities), f"{path}.item_count", examination)


def _check_count(count: Quantity, names: int, path: str, examination: Examination) -> None:
    if isinstance(intersection(count.interval, Interval.between(Fraction(names), None, "[)")), Undefined):
        examination.fault(path, f"{names} are named, and {quantity_to_text(count)} counted")


def plan_against_outcome(dossier: Dossier, examination: Examination, plans: Mapping[str, PlanEntry]) -> None:
    """Check that a plan is due after it was announced, and that no outcome comes before it or takes it back.

    An outcome that is late is no fault of a dossier: plans are.
    """
    for _, path, plan in records_of(dossier, "plans"):
        if plan.due and plan.announced_on and _is_before(plan.due, plan.announced_on):
            examination.fault(f"{path}.due", f"{plan.due} is before the plan was announced, on {plan.announced_on}")
    for _, path, outcome in records_of(dossier, "outcomes"):
        if (plan := plans.get(outcome.plan)) is None:
            continue
        if _is_taken_back(plan.standing, outcome.standing):
            reason = f"{outcome.standing!s} cannot come of a plan that is {plan.standing!s} already"
            examination.fault(f"{path}.standing", reason.replace("_", " "))
        happened, announced = outcome.happened_on, plan.announced_on
        if happened and announced and _is_before(happened, announced):
            examination.fault(f"{path}.happened_on", f"{happened} is before the plan was announced, on {announced}")


def _is_taken_back(stood: Standing, stands: Standing) -> bool:
    """Return whether a plan that has begun is said to be a mere intention later, or one that is done not to be."""
    if stood is Standing.COMPLETED:
        return stands is not Standing.COMPLETED
    return stood is Standing.UNDER_WAY and stands not in _BEGUN


def _is_before(one: str, other: str) -> bool:
    """Return whether a day, month or year is over before another one begins."""
    return f"{one}~" < other  # behind every month and day of the one, as text
