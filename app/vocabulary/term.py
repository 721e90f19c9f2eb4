"""What every word of a closed list has in common."""

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A word of a closed list that carries its own explanation (served at `/v1/vocabulary`)."""

    explanation: str

    def __new__(cls, value: str, explanation: str = "") -> Self:
        """Make a member whose value is the word alone."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.explanation = explanation
        return member
