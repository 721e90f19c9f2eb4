"""The words of the trade-facts domain: no web, no SQL, only values and what they mean."""

import re
from types import ModuleType
from typing import Final

from app.vocabulary import changes, measures, terms, verdicts
from app.vocabulary.terms import Term


def _lists_in(module: ModuleType) -> list[type[Term]]:
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Term)]
    return [words for words in found if words.__module__ == module.__name__ and words is not Term]


def _name(words: type[Term]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", words.__name__).lower()


_MODULES: Final = (terms, changes, measures, verdicts)
TERM_SETS: Final = {_name(words): words for module in _MODULES for words in _lists_in(module)}
"""Every closed list of words by its name, such as `basis-kind`."""
