"""The words of the trade-facts domain: no web, no SQL, only values and what they mean."""

import re
from typing import Final

from app.vocabulary import measures, terms, verdicts
from app.vocabulary.terms import Term

TERM_SETS: Final = {
    re.sub(r"(?<=[a-z])(?=[A-Z])", "-", words.__name__).lower(): words
    for words in Term.__subclasses__()
    if words.__module__ in {module.__name__ for module in (terms, measures, verdicts)}
}
"""Every closed list of words by its name, such as `basis-kind`."""
