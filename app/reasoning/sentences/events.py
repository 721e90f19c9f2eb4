"""An event in one sentence."""

from app.reasoning.sentences.phrases import day, on, ordinal, sentence
from app.reasoning.sentences.quantities import Fact


def event(fact: Fact) -> str:
    """Say an event: "The 2nd Dialogue took place in Almaty city on 28 March 2023", and of half a span that half."""
    name, place = fact["name"], fact["place"]
    named = f"The {ordinal(fact['edition'])} {name}" if fact["edition"] else name
    what, when = _course(fact["starts_on"], fact["ends_on"])
    return sentence(named, what, place and f"in {place['name']}", when)


def _course(starts_on: str | None, ends_on: str | None) -> tuple[str, str | None]:
    """Say what is known of the time: an event without a stated end is only known to have begun."""
    if starts_on and ends_on and starts_on != ends_on:
        return "took place", f"from {day(starts_on)} to {day(ends_on)}"
    if starts_on == ends_on:
        return "took place", on(starts_on)
    return ("began", on(starts_on)) if starts_on else ("ended", on(ends_on))
