"""Everything that reads what others wrote, as functions of one text, each with the exceptions that it declares."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from app.loading import read as read_toml
from app.loading.dossiers import Dossier
from app.loading.drafts import draft
from app.loading.faults import Refused
from app.loading.reference import Reference
from app.loading.statistics.codes import codes_of
from app.loading.statistics.formats.comtrade import comtrade
from app.loading.statistics.intake import Intake
from app.loading.statistics.reading import blocks, inspected
from app.reasoning.reader import read
from app.resources.trade_flows.query import TradeFlowFilters
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.settings import bundled
from app.vocabulary.numbers import parse_decimal, parse_fraction, typed
from app.vocabulary.period import FlowKey, Period
from app.vocabulary.text import fold, name_key, searchable, slug
from app.web.answers.responses import RequestPreconditions
from app.web.catalogue import Catalogue
from app.web.errors import ApiError, UnresolvedValue
from app.web.questions import cursors, resolve
from app.web.questions.filters.names import AREA, BRANCHES
from tests.loading.statistics.conftest import lines, row


@dataclass(frozen=True)
class Parser:
    """What reads a text, texts that it takes, and what it may raise."""

    parse: Callable[[str], object]
    samples: Sequence[str]
    declared: tuple[type[Exception], ...] = ()


NUMBERS = (
    "13e9",
    "20.0e9",
    "-33.5",
    "100/3",
    "$24.3bn",
    "1_000",
    "20,000,000,000",
    "1e400",
    "٣",
    "nan",
    "0." + "0" * 30,
)
PERIODS = ("2022", "2023-Q1", "2023-03", "2022-01/2022-10", "2023-04/2024-03", "2022-Q5", "0999", "2022-13", "٢٠٢٢")
PLACES = (
    "China",
    "KAZ",
    "Côte d'Ivoire",
    "Korea, Republic of",
    "the People's Republic of China",
    "27*",
    "copper*",
    "İ",
)
SAID = (
    "By Kazakh statistics, Kazakhstan's exports to China exceeded $13 billion in 2022 and rose by 34.7% in 2022.",
    "Trade between Poland and Ukraine fell by a third to EUR 11.4bn in January-May 2023, from nine hours to two.",
    "Some 20 firms signed 16 documents worth over $565 million; imports of 2,5 mln tonnes (+12%) came to £1.2m.",
)
HEADERS = (
    "application/json;q=0.5, text/*",
    "text/csv;q=0",
    "gzip;q=0.001, *;q=0",
    "bytes=0-99",
    "bytes=-5",
    '"a", W/"b"',
)


def _flow_id(text: str) -> object:
    key = FlowKey.parse(text)
    return key and key.id


def _cursor(text: str) -> object:
    """Read a cursor whose key is the text, once as it stands and once with the checksum that goes with it."""
    if re.fullmatch(cursors.PATTERN, text):
        cursors.read(text, "0" * 64, "scope", [str, int])
    payload = re.sub(r"[^A-Za-z0-9_-]", "", text)
    made = f"{'0' * 12}.{payload}.{cursors._checksum('0' * 64, 'scope', payload)}"  # noqa: SLF001  # as a forger would
    return cursors.read(made, "0" * 64, "scope", [str, int]) if re.fullmatch(cursors.PATTERN, made) else None


def _headers(text: str) -> object:
    value = text.encode("latin-1", "replace")
    names = (b"accept", b"accept-encoding", b"if-none-match", b"range", b"if-range", b"if-match")
    scope = {"type": "http", "path": "/v1/areas", "query_string": b"", "headers": [(name, value) for name in names]}
    asked = RequestPreconditions.of(Request(scope), None)
    asked.not_modified({"ETag": '"a"'})
    return asked.part_of(Response(b"0123456789", headers={"ETag": '"a"'}))


def _negotiated(text: str) -> object:
    scope: dict[str, Any] = {"type": "http", "path": "/v1/areas", "query_string": b"", "app": _NoRoutes, "server": None}
    scope["headers"] = [(b"accept", text.encode("latin-1", "replace")), (b"host", b"a")]
    return RequestPreconditions.of(Request(scope), "application/json")


class _NoRoutes:
    routes = ()


def _texts(text: str) -> object:
    return fold(text), name_key(text), searchable([text, None]), slug(text)


def _of_a_file(text: str) -> str:
    """Return a text as it may stand in a file of UTF-8."""
    return text.encode("utf-8", "replace").decode()


def parsers(codes: Reference, catalogue: Catalogue, folder: Path) -> dict[str, Parser]:
    """Return all parsers by name; those of files write the text into a folder."""
    form, names = comtrade(codes_of(codes.rows)), catalogue.area_names
    seed = [path.read_text("utf-8") for path in sorted(bundled("seed").glob("*.toml")) if "reference" not in path.name]
    file = folder / "file"

    def written(text: str) -> Path:
        file.write_bytes(text.encode("utf-8", "surrogateescape" if text.isascii() else "replace"))
        return file

    def statistics(text: str) -> object:
        intake = Intake(form, keeps_refused=True)
        for block in blocks(inspected([written(text)]), form.columns):
            intake.add(block)
        return intake.rows()

    def filters(text: str) -> object:
        asked = dict(part.split("=", 1) for part in text.split("&") if "=" in part)
        return resolve(TRADE_FLOWS.out, TradeFlowFilters.model_validate(asked), catalogue)

    refused = (ValidationError, ApiError)
    return {
        "numbers as typed": Parser(typed, NUMBERS, (ValueError,)),
        "decimals": Parser(parse_decimal, NUMBERS, (ValueError,)),
        "fractions": Parser(parse_fraction, NUMBERS, (ValueError,)),
        "periods": Parser(lambda text: str(Period.parse(text)), PERIODS, (ValueError,)),
        "ids of trade flows": Parser(_flow_id, ("KAZ.CHN.export.2022.TOTAL.timesca-565m.0",)),
        "texts": Parser(_texts, (*PLACES, *SAID)),
        "cursors": Parser(_cursor, ("WyJhIiwxXQ", "WyJhXHUwMDAwIiwxXQ", "W10"), (ApiError, cursors.Stale)),
        "Range and tags": Parser(_headers, HEADERS, (ApiError,)),
        "Accept": Parser(_negotiated, HEADERS, (ApiError,)),
        "names of areas": Parser(lambda text: AREA.resolve(text, catalogue), PLACES, (UnresolvedValue,)),
        "names of goods": Parser(lambda text: BRANCHES.resolve(text, catalogue), PLACES, (UnresolvedValue,)),
        "filters": Parser(filters, ("reporter=KAZ,China&period=2022&primary_value_gte=13e9&commodity=27*",), refused),
        "the reader": Parser(lambda text: read(text, names), SAID),
        "drafts": Parser(lambda text: draft(_of_a_file(text), "drafted", codes), SAID),
        "dossiers": Parser(lambda text: read_toml(written(text), Dossier), sorted(seed, key=len)[:12], (Refused,)),
        "statistics": Parser(statistics, (lines(row(), row(period="2021")).decode(),), (Refused,)),
    }
