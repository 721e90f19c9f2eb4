"""Which release is in force, asked once a second in every worker, for those who keep what was made from it."""

import asyncio
import logging
from dataclasses import dataclass
from time import monotonic
from typing import Final

from app.database import Unavailable
from app.web.snapshot import Data

_LOG: Final = logging.getLogger("tradefacts")
_SECONDS: Final = 1.0
KNOWN_FOR: Final = 60.0
"""Seconds that a release counts as in force after it was last seen: as long as any cache may answer from it."""


@dataclass(slots=True)
class Watch:
    """The release that was last seen in force; none before the first look, and when the last one is long ago."""

    release: str | None = None

    async def run(self, data: Data) -> None:
        """Look until cancelled; while the database cannot be asked, the release seen last stays known for a while."""
        seen = monotonic()
        while True:
            try:
                self.release = await data.read(lambda snapshot: snapshot.release.digest)
                seen = monotonic()
            except Unavailable:
                pass  # requests that need the database say so
            except Exception:  # noqa: BLE001  # whatever it is: were looking to end, old answers would be given for ever
                _LOG.exception("the release in force cannot be seen")
            if monotonic() - seen > KNOWN_FOR:
                self.release = None
            await asyncio.sleep(_SECONDS)
