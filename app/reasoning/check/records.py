"""Rules over what records state besides figures: names under a count, dates within an event, the course of a plan."""

from calendar import monthrange
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from app.reasoning.check.check import Check, Course, Dating, Finding, Listing, Material, Remark, Span
from app.reasoning.check.comparing import Reading, gaps, meet, read, shown
from app.reasoning.check.prose import ended, said, written
from app.reasoning.intervals import Interval
from app.reasoning.intervals.interval import lower_key
from app.reasoning.sentences.naming import Names
from app.vocabulary import Standing
from app.vocabulary.verdicts import CheckVerdict


def count_against_names(material: Material, _: Names) -> Iterator[Finding]:
    """Hold a stated count against the number of names listed under it; fewer names may be examples."""
    for listing in material.listings:
        yield Finding.of(_counted(listing))


def _counted(listing: Listing) -> Check:
    stated, count = listing.stated, len(listing.names)
    named = Reading(Interval.point(count), Fraction(count), stated.unit)
    absolute, relative = gaps(read(stated), named)
    verdict, ending = CheckVerdict.CONSISTENT, "the two fit"
    if not meet(stated.interval, named.interval):
        exceeds = lower_key(named.interval) > lower_key(stated.interval)
        verdict = CheckVerdict.INCONSISTENT if exceeds else CheckVerdict.UNDETERMINED
        ending = "that is more than were counted" if exceeds else "the names may be examples"
    return Check(
        rule="",
        verdict=verdict,
        inputs=(stated,),
        period=stated.period,
        arithmetic=f"{written(stated.interval, stated.unit)}, against {count}: {', '.join(listing.names)}",
        sentence=ended(f"The {stated.kind} is stated to have {said(stated)}, and lists {count}", ending),
        gap_absolute=absolute,
        gap_relative=relative,
        computed=shown(named.interval, named.value, stated.unit),
    )


def dates_within_event(material: Material, _: Names) -> Iterator[Finding]:
    """Hold the dates of what is part of an event against the event's; coarse dates fit where they may."""
    for dating in material.datings:
        yield Finding.of(_dated(dating))


def _dated(dating: Dating) -> Check:
    part, whole = dating.part, dating.whole
    fits = None
    if part.starts_on and whole.starts_on:
        starts_after = last_day(part.starts_on) >= first_day(whole.starts_on)
        ends_before = first_day(part.ends_on or part.starts_on) <= last_day(whole.ends_on or whole.starts_on)
        fits = starts_after and ends_before
    verdict = {None: CheckVerdict.UNDETERMINED, True: CheckVerdict.CONSISTENT, False: CheckVerdict.INCONSISTENT}[fits]
    endings = {None: "nothing can be told", True: "the dates fit", False: "the dates do not fit"}
    return Check(
        rule="",
        verdict=verdict,
        inputs=(part.said, whole.said),
        period=None,
        arithmetic=f"{_days(part)}, within {_days(whole)}",
        sentence=ended(
            f"Dates of the {part.said.kind}: {_days(part)}",
            f"dates of what it is part of: {_days(whole)}",
            endings[fits],
        ),
    )


def _days(span: Span) -> str:
    if span.starts_on is None:
        return "not stated"
    if span.ends_on in (None, span.starts_on):
        return span.starts_on
    return f"{span.starts_on} to {span.ends_on}"


def first_day(date: str) -> str:
    """Give the first day of a day, month or year."""
    return f"{date}-01-01"[: len("2023-03-28")]


def last_day(date: str) -> str:
    """Give the last day of a day, month or year."""
    year, *rest = date.split("-")
    month = rest[0] if rest else "12"
    return date if len(rest) > 1 else f"{year}-{month}-{monthrange(int(year), int(month))[1]}"


def plan_against_outcome(material: Material, _: Names) -> Iterator[Finding]:
    """Hold every plan that has an outcome against it; plans without one are not listed."""
    for course in material.courses:
        yield Finding.of(_followed(course))


_BY_STANDING: Final = {
    Standing.COMPLETED: CheckVerdict.FULFILLED,
    Standing.UNDER_WAY: CheckVerdict.UNDER_WAY,
    Standing.CANCELLED: CheckVerdict.GIVEN_UP,
}


def _followed(course: Course) -> Check:
    plan, outcome = course.plan, course.outcome
    verdict = CheckVerdict.OPEN if outcome.standing is None else _BY_STANDING.get(outcome.standing, CheckVerdict.OPEN)
    late = plan.date and outcome.date and first_day(outcome.date) > last_day(plan.date)
    if verdict is CheckVerdict.FULFILLED and late:
        verdict = CheckVerdict.LATE
    before = f"{_stood(plan)}, due {plan.date}" if plan.date else _stood(plan)
    after = f"{_stood(outcome)}, dated {outcome.date}" if outcome.date else _stood(outcome)
    return Check(
        rule="",
        verdict=verdict,
        inputs=(plan, outcome),
        period=None,
        arithmetic=f"{before} -> {after}",
        sentence=ended(f"The plan stood as {before}", f"later as {after}", verdict.replace("_", " ")),
    )


def _stood(remark: Remark) -> str:
    return remark.standing.replace("_", " ") if remark.standing else "not stated"
