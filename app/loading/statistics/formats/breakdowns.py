"""How UN Comtrade takes a total apart: by procedure, by modes, by second partner; only totals are loaded."""

import re
from dataclasses import dataclass
from typing import Final

from app.loading.statistics.trouble import Apart, Refuse, Trouble


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A column that takes a total apart: how the total is written, how a part, and what is said of either."""

    total: str
    part: str
    apart: Apart
    wrong: Refuse

    def __call__(self, text: str) -> Trouble | None:
        """Set apart the rows of a part, which would be summed with their whole; what is neither may be both."""
        if re.fullmatch(self.total, text):
            return None
        return self.apart if re.fullmatch(self.part, text) else self.wrong


BREAKDOWNS: Final = {
    "typeCode": Breakdown(
        "C",
        "S",
        Apart("trade in services: typeCode is not C"),
        Refuse("must be C for goods, or S for services"),
    ),
    "customsCode": Breakdown(
        "C00",
        "C[0-9]{2}",
        Apart("one customs procedure among others: customsCode is not C00"),
        Refuse("must be C00 for all customs procedures, or C and two digits for one"),
    ),
    "motCode": Breakdown(
        "0",
        "[1-9][0-9]{3}",
        Apart("one mode of transport among others: motCode is not 0"),
        Refuse("must be 0 for all modes of transport, or four digits for one, such as 2100"),
    ),
    "mosCode": Breakdown(
        "0",
        "[1-9]",
        Apart("one mode of supply among others: mosCode is not 0"),
        Refuse("must be 0 for all modes of supply, or one digit for one"),
    ),
    "partner2Code": Breakdown(
        "0{1,3}",
        "[0-9]{1,3}",
        Apart("one second partner among others: partner2Code is not 0"),
        Refuse("must be 0 for all second partners, or the number of one"),
    ),
}
"""By column. One that a file lacks was not asked for, so that its rows are totals."""
