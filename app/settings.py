"""What an operator may set, read once from the environment; and where the files of the package itself are."""

import os
import shlex
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.metadata import requires
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo
from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url

PREFIX: Final = "TRADEFACTS_"
ROOT: Final = os.environ.get(f"{PREFIX}ROOT_PATH", "").rstrip("/")
"""The prefix that a proxy serves this under: one of the process, since every address in every answer carries it."""
API: Final = f"{ROOT}/v1"
"""What all addresses of the API begin with."""
RELEASE_FILE: Final = "release.db"

Seconds = Annotated[float, Field(gt=0, le=3600)]
LogFormat = Literal["console", "json"]


def _hosts(text: object) -> object:
    return tuple(part.strip() for part in text.split(",") if part.strip()) if isinstance(text, str) else text


def _plain_name(name: str) -> Any:
    """Read a setting from the variable that every platform knows it by, without our prefix."""
    return AliasChoices(name.lower(), name)


class Settings(BaseSettings):
    """All settings: `HOST`, `PORT` and `DATABASE_URL` as platforms set them, all others behind `TRADEFACTS_`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    host: str = Field("127.0.0.1", validation_alias=_plain_name("HOST"))
    """The address to listen on."""
    port: int = Field(8000, ge=0, le=65535, validation_alias=_plain_name("PORT"))
    """The port to listen on; 0 takes any free one."""
    database_url: str | None = Field(None, repr=False, validation_alias=_plain_name("DATABASE_URL"))
    """`postgresql://...` (several hosts as libpq takes them) or `sqlite:///path`; without it, a file in `data_dir`."""
    data_dir: Path = Path("data")
    """The folder of the embedded release."""
    keep_releases: int = Field(0, ge=0, le=100)
    """Releases that stay beside the one in force, for `as_of`: whole files, which loads write and remove."""
    workers: int = Field(1, ge=1, le=64)
    """Processes that serve."""
    statement_seconds: Seconds = 2.0
    """How long one statement may take in the database."""
    deadline_seconds: Seconds = 3.0
    """How long an answer may wait for the database in all, measured outside its driver."""
    pool_size: int = Field(8, ge=1, le=200)
    """Connections (and threads) for reads that cannot be answered inline."""
    connection_seconds: Seconds = 300
    """How old a connection to a server may get: new ones find replicas that have come back."""
    max_exports: int = Field(4, ge=1, le=100)
    """Exports that may run at the same time."""
    cache_bytes: int = Field(64 * 2**20, ge=0, le=2**40)
    """Memory for answers that are kept to be given again, in each worker; 0 keeps none."""
    write_deadline_seconds: Seconds = 30
    """How long a client may keep an answer waiting."""
    limit: str = Field("", pattern=r"^([1-9]\d{0,8}/(second|minute|hour|day))?$")
    """How often one client may ask each worker, such as `100/minute`; without it, as often as it likes."""
    proxies: int = Field(0, ge=0, le=10)
    """How many proxies in front add their clients to `X-Forwarded-For`; with 0, limits go by who is connected."""
    allowed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_hosts)] = ("*",)
    """Host names that are answered, with commas between them; `*.example.org` takes a whole domain."""
    root_path: str = Field("", pattern=r"^((/[\w.~-]+)+/?)?$")
    """The path that a proxy serves this under, such as `/trade`, and none of our own: all addresses in answers carry
    it, and requests may."""
    public_origin: str = Field("", pattern=r"^(https?://[A-Za-z0-9.:\[\]-]+)?$")
    """Scheme and host that citations and linked data name, such as `https://example.org`; the request's by default."""
    log_requests: bool = False
    """Whether every request is logged; those that end in 500 or 503 always are."""
    metrics_token: SecretStr | None = None
    """What `/metrics` asks for as a bearer token; without it everybody may read them."""
    log_format: LogFormat = "console"
    """How lines of the log are written: `console` for people, `json` for machines."""

    @model_validator(mode="before")
    @classmethod
    def _no_misspelt_variable(cls, given: object) -> object:
        if wrong := list(misspelt(os.environ)):
            raise ValueError("; ".join(wrong))
        return given

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, url: str | None) -> str | None:
        if url is not None and url.startswith("postgres://"):
            url = url.replace("postgres://", "postgresql://", 1)
        if url is not None and url.startswith("postgresql://"):
            _check_readable(url)
            return url
        if url is None or _file_in(url):
            return url
        raise ValueError("DATABASE_URL is postgresql://... or sqlite:/// and the path of a file")

    @field_validator("limit")
    @classmethod
    def _limits_are_counted(cls, limit: str) -> str:
        if limit and not is_installed("limits"):
            raise ValueError(f"limits need the extra `limits`: {installing('limits')}")
        return limit

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.deadline_seconds < self.statement_seconds:
            raise ValueError(f"{PREFIX}DEADLINE_SECONDS may not be shorter than {PREFIX}STATEMENT_SECONDS")
        if self.keep_releases and self.release_path is None:
            raise ValueError(
                f"{PREFIX}KEEP_RELEASES keeps release files, and DATABASE_URL names a server, which has none"
            )
        return self

    @property
    def release_path(self) -> Path | None:
        """The file of the embedded release; None when the database is a server."""
        if self.database_url is None:
            return self.data_dir / RELEASE_FILE
        return _file_in(self.database_url)


def _file_in(url: str) -> Path | None:
    """Return the path in a `sqlite:///` URL."""
    file = make_url(url).database if url.startswith("sqlite:///") else None
    return Path(file) if file and Path(file).name and file != ":memory:" else None


def _check_readable(url: str) -> None:
    """Refuse what libpq cannot read, in words of its own that quote nothing: a password may be in the wrong place."""
    query = url.partition("?")[2]
    known = {"ssl", *(option.keyword.decode() for option in Conninfo.get_defaults())}
    names = [] if "@" in query else [name for part in query.split("&") if (name := part.partition("=")[0])]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise ValueError(f"{name} is no parameter of a PostgreSQL URL" + (f"; did you mean {near[0]}?" * len(near)))
    try:
        conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ValueError(f"this PostgreSQL URL cannot be read: {str(error).partition(': ')[0]}") from None


def variables() -> dict[str, str]:
    """Return the environment variable of every setting."""
    plain = {"host", "port", "database_url"}
    return {name: name.upper() if name in plain else f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def misspelt(environment: Mapping[str, str]) -> list[str]:
    """List the variables that carry our prefix and are no settings, each with the setting that it is most like."""
    known = set(variables().values())
    bare = {name.removeprefix(PREFIX): name for name in known}
    wrong = []
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = get_close_matches(name.upper().removeprefix(PREFIX), bare, n=1)
            hint = f"; did you mean {bare[near[0]]}?" if near else f"; there are {', '.join(sorted(known))}"
            wrong.append(f"{name} is not a setting{hint}")
    return wrong


_PACKAGE: Final = Path(__file__).parent


def bundled(name: str) -> Path:
    """Return where `seed` or `migrations` is: inside an installed package, else in the checkout around it."""
    inside = _PACKAGE / "bundled" / name
    return inside if inside.exists() else _PACKAGE.parent / name


def is_installed(package: str) -> bool:
    """Return whether the package that an extra is about can be imported."""
    return find_spec(package) is not None


def installing(extra: str) -> str:
    """Return the command that installs an extra into the environment that runs this."""
    checkout = _PACKAGE.parent
    installer = f"{sys.executable} -m pip install" if find_spec("pip") else f"uv pip install --python {sys.executable}"
    if (checkout / "pyproject.toml").exists():
        return f"{installer} -e {shlex.quote(f'{checkout}[{extra}]')}"
    # a wheel lies on no index, and may be gone from where it was: what it asks for is enough
    needed = (one.partition(";") for one in requires("tradefacts") or ())
    what = (shlex.quote(name.strip()) for name, _, when in needed if f"'{extra}'" in when.replace('"', "'"))
    return " ".join((installer, *what))
