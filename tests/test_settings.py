"""Settings come from the environment, and nothing in it is misread or overlooked."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.settings import Settings, bundled, misspelt, variables


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in variables().values():
        monkeypatch.delenv(name, raising=False)


def reason(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return "; ".join(str(one["msg"]) for one in error.value.errors())


def test_nothing_set_serves_this_machine_from_a_file_in_data() -> None:
    settings = Settings()
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 1)
    assert settings.release_path == Path("data/release.db")
    assert settings.allowed_hosts == ("*",)


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("HOST", "0.0.0.0", "host", "0.0.0.0"),  # noqa: S104  # only read here
        ("PORT", "9000", "port", 9000),
        ("TRADEFACTS_WORKERS", "3", "workers", 3),
        ("TRADEFACTS_STATEMENT_SECONDS", "0.5", "statement_seconds", 0.5),
        ("TRADEFACTS_DATA_DIR", "/srv/facts", "data_dir", Path("/srv/facts")),
        ("TRADEFACTS_ALLOWED_HOSTS", "a.example, *.b.example", "allowed_hosts", ("a.example", "*.b.example")),
        ("TRADEFACTS_LOG_REQUESTS", "false", "log_requests", False),
        ("TRADEFACTS_ROOT_PATH", "/trade/facts", "root_path", "/trade/facts"),
        ("TRADEFACTS_WORKERS", "", "workers", 1),
        ("DATABASE_URL", "", "database_url", None),
        ("DATABASE_URL", "postgres://h/d", "database_url", "postgresql://h/d"),
    ],
)
def test_a_variable_sets_its_setting(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, name: str, value: object
) -> None:
    monkeypatch.setenv(variable, text)
    assert getattr(Settings(), name) == value


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("TRADEFACTS_WORKRES", "TRADEFACTS_WORKERS"),
        ("TRADEFACTS_DATADIR", "TRADEFACTS_DATA_DIR"),
        ("tradefacts_pool_sise", "TRADEFACTS_POOL_SIZE"),
        ("TRADEFACTS_PORT", "PORT"),
        ("TRADEFACTS_DATABASE_URL", "DATABASE_URL"),
    ],
)
def test_a_misspelt_variable_is_named_with_the_nearest(
    monkeypatch: pytest.MonkeyPatch, variable: str, meant: str
) -> None:
    monkeypatch.setenv(variable, "2")
    with pytest.raises(ValidationError) as error:
        Settings()
    assert f"{variable} is not a setting; did you mean {meant}?" in reason(error)


def test_a_variable_like_none_of_ours_is_told_which_there_are() -> None:
    (message,) = misspelt({"TRADEFACTS_XYZZY": "1", "XYZZY": "1"})
    assert all(name in message for name in variables().values())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", 65536),
        ("port", -1),
        ("workers", 0),
        ("statement_seconds", 0),
        ("deadline_seconds", float("nan")),
        ("pool_size", 0),
        ("database_url", "mysql://h/d"),
        ("database_url", "sqlite://"),
        ("database_url", "sqlite:///"),
        ("database_url", "sqlite:///:memory:"),
        ("database_url", "data/release.db"),
    ],
)
def test_what_cannot_work_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        Settings(**{name: value})


def test_a_deadline_shorter_than_a_statement_is_refused() -> None:
    with pytest.raises(ValidationError) as error:
        Settings(statement_seconds=5, deadline_seconds=3)
    assert "TRADEFACTS_DEADLINE_SECONDS may not be shorter than TRADEFACTS_STATEMENT_SECONDS" in reason(error)


def test_a_url_with_a_password_is_not_shown() -> None:
    url = "postgresql://user:hunter2@h/d"
    assert "hunter2" not in repr(Settings(database_url=url))
    with pytest.raises(ValidationError) as error:
        Settings(database_url=url.replace("postgresql", "oracle"))
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (None, Path("data/release.db")),
        ("sqlite:///facts.db", Path("facts.db")),
        ("sqlite:////srv/facts.db", Path("/srv/facts.db")),
        ("postgresql://a:5432,b:5432/facts?target_session_attrs=any", None),
    ],
)
def test_where_an_embedded_release_is(url: str | None, path: Path | None) -> None:
    assert Settings(database_url=url).release_path == path


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (
            "postgresql://u:hunter2@h/d?load_balance_host=random",
            "load_balance_host is no parameter of a PostgreSQL URL",
        ),
        ("postgresql://u:hunter2@h/d?load_balance_host=random", "; did you mean load_balance_hosts?"),
        ("postgresql://u:hunter2@[::1/d", 'cannot be read: end of string reached when looking for matching "]"'),
        ("postgresql://u:hunter2%zz@h/d", "cannot be read: invalid percent-encoded token"),
    ],
)
def test_a_url_that_libpq_cannot_read_is_told_without_its_password(url: str, told: str) -> None:
    with pytest.raises(ValidationError) as error:
        Settings(database_url=url)
    assert told in reason(error)
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("more", ["", "?sslmode=require", "?ssl=true", "?host=/run/postgresql&connect_timeout=3"])
def test_what_libpq_reads_is_taken(more: str) -> None:
    assert Settings(database_url=f"postgresql://h/d{more}").database_url == f"postgresql://h/d{more}"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        setattr(Settings(), "port", 1)  # noqa: B010  # the type checker knows already


@pytest.mark.parametrize("name", ["seed", "migrations"])
def test_what_is_bundled_is_found(name: str) -> None:
    assert bundled(name).is_dir()
