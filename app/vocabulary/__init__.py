"""The words of the trade-facts domain: no web, no SQL, only values and what they mean."""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from app.vocabulary import measures, terms, verdicts
from app.vocabulary.terms import Term

TERM_SETS: Final = {
    re.sub(r"(?<=[a-z])(?=[A-Z])", "-", words.__name__).lower(): words
    for words in Term.__subclasses__()
    if words.__module__ in {module.__name__ for module in (terms, measures, verdicts)}
}
"""Every closed list of words by its name, such as `basis-kind`."""


def tables_beside(module: str, name: str) -> dict[str, Any]:
    """Return what a file of TOML holds, by its path from the folder of a module."""
    return tomllib.loads((Path(module).parent / name).read_text(encoding="utf-8"))
