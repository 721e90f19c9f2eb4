"""A load goes from one whole release to the next, on both engines alike."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from app.database import ReleaseInForce, Unavailable, connect
from app.database.release_files import sidecar
from app.loading.faults import Refused
from app.loading.reference import Reference
from app.loading.releases import (
    BY_HAND,
    LoadFailed,
    LoadReport,
    bundle_mark,
    embedded,
    in_force,
    is_stale,
    load,
    open_builder,
    server,
)
from app.loading.releases.tables import OWNED, REFERENCE, table_of
from app.models import Base
from app.settings import Settings
from tests.loading.conftest import on_both_engines

SHA = "0" * 64


def source(name: str, records: str = "", title: str = "A title") -> str:
    return f"""
[source]
id = "{name}"
kind = "article"
title = "{title}"
text_sha256 = "{SHA}"
text_length = 5000
{records}
"""


def event(name: str, title: str = "A forum", more: str = "") -> str:
    return f"""
[[events]]
id = "{name}"
name = "{title}"
kind = "forum"
{more}
"""


FLOW = """
[[trade_flows]]
reporter = "KAZ"
partner = "CHN"
flow = "export"
period = "2022"
commodity = "TOTAL"
primary_value = { value = 13_000_000_000, unit = "USD", qualifier = "more_than", quote = "over $13 billion", at = 40 }
basis = { kind = "relayed" }
evidence = [{ field = "period", quote = "In 2022", at = 7 }]
"""


@pytest.fixture
def put(quick: None, folder: Path, settings: Settings) -> Callable[..., LoadReport]:  # noqa: ARG001  # few codes
    """Write dossiers, each by the name of its file, and load the folder."""

    def put(loaded_at: str | None = None, /, **dossiers: str) -> LoadReport:
        for old in folder.iterdir():
            old.unlink()
        for name, content in dossiers.items():
            (folder / f"{name}.toml").write_text(content)
        return load(folder, settings, loaded_at=loaded_at)

    return put


def rows(settings: Settings, table: str) -> list[dict[str, Any]]:
    """Read a table in the order of its key."""
    database = connect(settings)

    def read(connection: Connection) -> list[dict[str, Any]]:
        there = table_of(table)
        return [dict(row) for row in connection.execute(select(there).order_by(*there.primary_key)).mappings()]

    with database.snapshot() as connection:
        found = read(connection)
    database.close()
    return found


def changes(settings: Settings) -> list[tuple[Any, ...]]:
    """Read what the newest release changed."""
    newest = in_force(settings).sequence
    keys = ("kind", "record", "change", "field", "before", "after")
    return [tuple(row[key] for key in keys) for row in rows(settings, "record_changes") if row["sequence"] == newest]


Put = Callable[..., LoadReport]


def identity(settings: Settings) -> tuple[int, int] | None:
    """Return what tells a release file from its successors; when it was read is no part of that."""
    file = settings.release_path.stat() if settings.release_path else None
    return (file.st_ino, file.st_mtime_ns) if file else None


class TestReleases:
    @on_both_engines
    def test_the_first(self, put: Put, settings: Settings) -> None:
        report = put("2026-01-01T00:00:00Z", a=source("a", event("forum") + FLOW))
        assert (report.is_new, report.sources) == (True, ("a",))
        assert (report.added, report.changed, report.removed) == (3, 0, 0)
        release = in_force(settings)
        assert release == report.release
        assert (release.sequence, release.loaded_at) == (1, "2026-01-01T00:00:00Z")

    def test_a_load_says_when_it_was(self, put: Put) -> None:
        assert put(a=source("a")).release.loaded_at.endswith("Z")

    @on_both_engines
    def test_the_same_again_makes_none(self, put: Put, settings: Settings) -> None:
        first = put(a=source("a", FLOW), b=source("b", event("forum")))
        written = identity(settings)
        again = put(a=source("a", FLOW), b=source("b", event("forum")))
        assert again.release == first.release
        assert not again.is_new
        assert len(rows(settings, "releases")) == 1
        assert identity(settings) == written

    def test_layout_does_not_matter(self, put: Put) -> None:
        first = put(a=source("a", FLOW))
        laid_out = FLOW.replace("13_000_000_000", "13000000000.0").replace('flow = "export"\n', "")
        again = put(
            other="# a comment\n"
            + source("a", laid_out + "[trade_flows.x]\n")
            .replace("[trade_flows.x]", "")
            .replace('partner = "CHN"', 'flow = "export"\npartner = "CHN"')
        )
        assert again.release == first.release

    @on_both_engines
    def test_a_change_makes_the_next(self, put: Put, settings: Settings) -> None:
        first = put(a=source("a", event("forum")))
        second = put(a=source("a", event("forum", "A greater forum")))
        assert second.release.sequence == 2
        assert second.release.digest != first.release.digest
        assert changes(settings) == [("event", "forum", "changed", "name", "A forum", "A greater forum")]
        assert (second.added, second.changed, second.removed) == (0, 1, 0)

    @on_both_engines
    def test_figures_not_held_belong_to_their_source(self, put: Put, settings: Settings) -> None:
        listed = '[[not_held]]\nfigure = "{0} shops"\nreason = "x"\n'
        put(a=source("a", listed.format(9) + listed.format(8)))
        put(a=source("a", listed.format(9)))
        assert [(row["source"], row["figure"]) for row in rows(settings, "source_not_held")] == [("a", "9 shops")]
        ((kind, record, change, field, *both),) = changes(settings)
        assert (kind, record, change, field) == ("source", "a", "changed", "not_held")
        eight, nine = ({"figure": f"{count} shops", "reason": "x"} for count in (8, 9))
        assert both == [[nine, eight], [nine]]

    def test_dossiers_that_make_other_rows_than_before_make_the_next(
        self, put: Put, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.loading.dossiers._ROWS", 1)
        put(a=source("a", event("forum")))
        monkeypatch.undo()
        assert put(a=source("a", event("forum"))).is_new
        assert changes(settings) == []

    @on_both_engines
    def test_changed_reference_data_make_the_next(
        self, put: Put, settings: Settings, few_codes: Reference, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(a=source("a", event("forum")))
        areas = tuple(row | {"name": "Qazaqstan"} if row["code"] == "KAZ" else row for row in few_codes.rows["areas"])
        changed = Reference({**few_codes.rows, "areas": areas}, "1" * 64)
        monkeypatch.setattr("app.loading.dossiers.reference_data", lambda *_: changed)
        report = put(a=source("a", event("forum")))
        assert (report.is_new, report.added, report.changed, report.removed) == (True, 0, 0, 0)
        assert [row["name"] for row in rows(settings, "areas") if row["code"] == "KAZ"] == ["Qazaqstan"]
        assert len(rows(settings, "areas")) == len(areas)

    @on_both_engines
    def test_going_back_brings_the_first_in_force_again(self, put: Put, settings: Settings) -> None:
        first = put(a=source("a", event("forum")))
        put(a=source("a", event("forum", "A greater forum")))
        third = put(a=source("a", event("forum")))
        assert third.release.digest == first.release.digest
        assert third.release.sequence == 3
        assert [row["sequence"] for row in rows(settings, "releases")].count(3) == 1
        assert changes(settings) == [("event", "forum", "changed", "name", "A greater forum", "A forum")]

    def test_counts_are_those_of_the_tables(self, put: Put, settings: Settings) -> None:
        put(a=source("a", event("forum") + FLOW))
        (release,) = rows(settings, "releases")
        assert release["counts"] == {name: len(rows(settings, name)) for name in (*OWNED, *REFERENCE)}
        assert release["counts"]["evidence"] == 2


class TestSources:
    @on_both_engines
    def test_each_is_replaced_whole(self, put: Put, settings: Settings) -> None:
        put(a=source("a", event("forum") + event("visit")))
        report = put(a=source("a", event("visit") + event("talks")))
        assert [row["id"] for row in rows(settings, "events")] == ["talks", "visit"]
        assert [change[:4] for change in changes(settings)] == [
            ("event", "forum", "removed", None),
            ("event", "talks", "added", None),
        ]
        assert (report.added, report.removed) == (1, 1)

    @on_both_engines
    def test_others_stay(self, put: Put, settings: Settings) -> None:
        put(a=source("a", FLOW + event("forum", more=PARTS)), b=source("b", event("visit")))
        kept = {name: rows(settings, name) for name in OWNED}
        report = put(b=source("b", event("talks")))
        assert report.sources == ("b",)
        assert [row["id"] for row in rows(settings, "events")] == ["forum", "talks"]
        for name in set(OWNED) - {"events", "sources"}:
            assert rows(settings, name) == kept[name]
        assert len(rows(settings, "record_changes")) == 4 + 1 + 2

    def test_one_file_is_enough(self, put: Put, folder: Path, settings: Settings) -> None:
        put(a=source("a", event("forum")), b=source("b", event("visit")))
        (folder / "a.toml").write_text(source("a", event("talks")))
        (folder / "b.toml").write_text("this is not read")
        load(folder / "a.toml", settings)
        assert [row["id"] for row in rows(settings, "events")] == ["talks", "visit"]

    def test_what_stays_may_be_referred_to(self, put: Put, settings: Settings) -> None:
        put(a=source("a", event("visit")))
        put(b=source("b", event("forum", more='part_of = "visit"\nsame_as = "visit"')))
        assert [row["part_of"] for row in rows(settings, "events")] == ["visit", None]

    @on_both_engines
    @pytest.mark.parametrize("link", ["part_of", "same_as"])
    def test_what_stays_may_not_lose_what_it_refers_to(self, put: Put, settings: Settings, link: str) -> None:
        put(a=source("a", event("visit")), b=source("b", event("forum", more=f'{link} = "visit"')))
        before = in_force(settings)
        with pytest.raises(Refused) as refused:
            put(a=source("a", event("talks")))
        (fault,) = refused.value.faults
        assert str(fault) == (
            f"what stays in the database: events[forum].{link}: 'visit' would not be in events any more"
        )
        assert in_force(settings) == before
        assert [row["id"] for row in rows(settings, "events")] == ["forum", "visit"]

    def test_an_id_of_what_stays_is_taken(self, put: Put) -> None:
        put(a=source("a", event("forum")))
        with pytest.raises(Refused, match=r"events\[0\].id: the id 'forum' is taken by the source 'a', which stays"):
            put(b=source("b", event("forum")))


PARTS = """
place = "KAZ"
topics = ["one", "two"]
evidence = [{ field = "topics[1]", quote = "Two", at = 90 }]
[[events.participants]]
label = "Guests"
side = "CHN"
count = { value = 20, unit = "people", qualifier = "exact", quote = "20 guests", at = 80 }
[[events.remarks]]
gist = "All is well."
quote = "well"
at = 60
speaker = "woah"
attribution = "quoted"
"""


class TestRows:
    def test_evidence_is_numbered_through_the_text(self, put: Put, settings: Settings) -> None:
        unquoted = 'net_weight = { value = 5, unit = "kg", qualifier = "exact" }\n'
        put(a=source("a", event("forum", more=PARTS) + FLOW.replace("basis", unquoted + "basis")))
        found = [
            (row["id"], row["position"], row["quote_start"], row["quote_end"], row["field"], row["quote_status"])
            for row in rows(settings, "evidence")
        ]
        assert found == [
            ("a-001", 1, 7, 14, "period", "held"),
            ("a-002", 2, 40, 56, "primary_value", "held"),
            ("a-003", 3, 60, 64, "remarks[0]", "held"),
            ("a-004", 4, 80, 89, "participants[0].count", "held"),
            ("a-005", 5, 90, 93, "topics[1]", "held"),
            ("a-006", 6, None, None, "net_weight", "not_held"),
        ]

    def test_neighbours_and_the_end_of_a_longer_piece_are_stored(self, put: Put, settings: Settings) -> None:
        place = 'quote = "Two", at = 90, end = 95, prefix = "One, ", suffix = "."'
        put(a=source("a", event("forum", more=PARTS.replace('quote = "Two", at = 90', place))))
        names = ("quote_start", "quote_end", "quote_prefix", "quote_suffix")
        found = {row["field"]: tuple(row[name] for name in names) for row in rows(settings, "evidence")}
        assert found["topics[1]"] == (90, 95, "One, ", ".")
        assert found["remarks[0]"] == (60, 64, None, None)

    def test_evidence_stands_behind_its_record(self, put: Put, settings: Settings) -> None:
        put(a=source("a", event("forum", more=PARTS) + FLOW))
        by_field = {row["field"]: row for row in rows(settings, "evidence")}
        assert by_field["topics[1]"]["event"] == "forum"
        assert by_field["topics[1]"]["trade_flow_reporter"] is None
        (flow,) = rows(settings, "trade_flows")
        key = [column.name for column in table_of("trade_flows").primary_key]
        assert [by_field["period"][f"trade_flow_{part}"] for part in key] == [flow[part] for part in key]
        assert by_field["remarks[0]"]["speaker"] == "woah"
        assert by_field["remarks[0]"]["attribution"] == "quoted"

    def test_parts_keep_their_order(self, put: Put, settings: Settings) -> None:
        put(a=source("a", event("forum", more=PARTS)))
        (forum,) = rows(settings, "events")
        assert (forum["topics"], forum["place"], forum["source"]) == (["one", "two"], "KAZ", "a")
        assert forum["search"].split("\n")[0] == "a forum"
        (guests,) = rows(settings, "event_participants")
        assert (guests["event"], guests["position"], guests["count_amount"]) == ("forum", 0, 200_000)
        (remark,) = rows(settings, "event_remarks")
        assert (remark["speaker"], remark["gist"]) == ("woah", "All is well.")

    def test_changes_show_quantities_parts_and_words(self, put: Put, settings: Settings) -> None:
        put(a=source("a", event("forum", more=PARTS) + FLOW))
        put(
            a=source(
                "a",
                event("forum", more=PARTS.replace("Guests", "Visitors"))
                + FLOW.replace("13_000_000_000", "13_500_000_000").replace("$13 billion", "$13.5 billion"),
                title="Another title",
            )
        )
        found = {(kind, field): (before, after) for kind, _, _, field, before, after in changes(settings)}
        assert set(found) == {
            ("event", "participants"),
            ("source", "title"),
            ("trade_flow", "primary_value"),
            ("trade_flow", "evidence"),
        }
        assert [value["value"] for value in found["trade_flow", "primary_value"]] == [13_000_000_000, 13_500_000_000]
        assert [value[0]["label"] for value in found["event", "participants"]] == ["Guests", "Visitors"]
        assert [value[1]["quote"] for value in found["trade_flow", "evidence"]] == [
            "over $13 billion",
            "over $13.5 billion",
        ]
        assert changes(settings)[-1][1] == "KAZ.CHN.export.2022.TOTAL.a.0"


def test_both_engines_hold_the_same(
    seed_sqlite: Path, seed_postgres: str, settings_for: Callable[..., Settings]
) -> None:
    """Every row of every table of the real seed, the releases and their changes with them."""
    here, there = settings_for(f"sqlite:///{seed_sqlite}"), settings_for(seed_postgres)
    for name in Base.metadata.tables:
        assert rows(here, name) == rows(there, name)
        assert rows(here, name) or name in ("agreement_parties", "agreement_commodities", "outcomes"), name


class TestTrouble:
    @on_both_engines
    def test_two_loads_do_not_work_at_once(self, put: Put, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        first = put(a=source("a", event("forum")))
        for engine in (embedded, server):
            monkeypatch.setattr(engine, "LOCK_SECONDS", 0.2)
        with open_builder(settings), pytest.raises(LoadFailed, match="another load works on"):
            put(a=source("a", event("talks")))
        assert in_force(settings) == first.release
        assert put(a=source("a", event("talks"))).is_new

    @pytest.mark.usefixtures("quick")
    def test_a_load_looks_for_a_host_that_takes_writes(
        self, folder: Path, empty_postgres: str, settings_for: Callable[..., Settings]
    ) -> None:
        (folder / "a.toml").write_text(source("a", event("forum")))
        of_readers = settings_for(f"{empty_postgres}&target_session_attrs=standby")
        made = load(folder, of_readers)
        with pytest.raises(Unavailable, match="not in hot standby mode"):
            in_force(of_readers)
        assert in_force(of_readers, at_primary=True) == made.release
        assert in_force(settings_for(empty_postgres)) == made.release

    @on_both_engines
    def test_an_error_in_the_middle_leaves_the_old_release(
        self, put: Put, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = put(a=source("a", event("forum")))

        def fail(*_: object) -> Mapping[str, Any]:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as broken:
            broken.setattr("app.loading.releases.record_release", fail)
            with pytest.raises(LoadFailed, match="No space left on device"):
                put(a=source("a", event("talks")))
        assert in_force(settings) == first.release
        assert [row["id"] for row in rows(settings, "events")] == ["forum"]
        if settings.release_path:
            assert sorted(file.name for file in settings.release_path.parent.iterdir()) == [
                "release.db",
                "release.db.lock",
                "release.db.sha256",
            ]

    @on_both_engines
    def test_tables_of_a_newer_version_are_left_alone(self, put: Put, settings: Settings) -> None:
        put(a=source("a", event("forum")))
        _say_newer(settings)
        with pytest.raises(LoadFailed, match="made by another version"):
            put(a=source("a", event("talks")))
        with pytest.raises(Unavailable, match="of revision 9999"):
            in_force(settings)


def _say_newer(settings: Settings) -> None:
    statement = text("UPDATE alembic_version SET version_num = '9999'")
    with open_builder(settings) as here:
        connection = here.begin([])
        connection.execute(statement)
        here.publish(0, ReleaseInForce("x", 1, ""))


class TestEmbedded:
    def test_every_failing_sync_leaves_a_whole_release(
        self, put: Put, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Fail the first, the second ... sync of a load until one goes through."""
        first = put(a=source("a", event("forum")))
        sync, seen = os.fsync, []
        for failing in range(1, 100):
            calls = iter(range(1, 100))

            def fsync(handle: int, calls: Iterator[int] = calls, failing: int = failing) -> None:
                if next(calls) == failing:
                    raise OSError(5, "Input/output error")
                sync(handle)

            monkeypatch.setattr(os, "fsync", fsync)
            try:
                put(a=source("a", event("forum", f"Forum {failing}")))
                break
            except LoadFailed:
                seen.append(in_force(settings))
        assert failing == 7
        assert seen[:3] == [first.release] * 3
        assert first.release not in seen[3:]  # past the rename the new one is in force, whole

    def test_a_damaged_release_is_not_built_upon(self, put: Put, settings: Settings) -> None:
        put(a=source("a", event("forum")))
        assert settings.release_path
        settings.release_path.write_bytes(settings.release_path.read_bytes() + b"x")
        with pytest.raises(LoadFailed, match=r"is damaged.*restore both files, or remove them and load again"):
            put(b=source("b", event("talks")))
        settings.release_path.unlink()
        sidecar(settings.release_path).unlink()
        assert put(b=source("b", event("talks"))).release.sequence == 1

    def test_what_a_killed_load_left_is_swept(self, put: Put, settings: Settings) -> None:
        assert settings.release_path
        put(a=source("a", event("forum")))
        for left in ("release.db.new-journal", "release.db.sha256.new", "release.db.migrated"):
            settings.release_path.with_name(left).write_bytes(b"half")
        shutil.copyfile(settings.release_path, settings.release_path.with_name("release.db.new"))
        assert put(a=source("a", event("talks"))).is_new
        assert len(list(settings.release_path.parent.iterdir())) == 3

    def test_the_release_before_does_not_pass_for_the_one_in_force(self, put: Put, settings: Settings) -> None:
        put(a=source("a", event("forum")))
        assert settings.release_path
        before = settings.release_path.read_bytes()
        put(a=source("a", event("talks")))
        settings.release_path.write_bytes(before)
        with pytest.raises(LoadFailed, match="is damaged"):
            put(a=source("a", event("talks")))

    def test_the_planner_is_told_of_all_rows(self, put: Put, settings: Settings) -> None:
        """The statistics of a file that is loaded are those that a whole look at it gives."""
        put(a=source("a", "".join(event(f"forum-{number}", more=PARTS) for number in range(40)) + FLOW))
        assert settings.release_path
        with closing(sqlite3.connect(settings.release_path)) as raw:
            told = raw.execute("SELECT * FROM sqlite_stat1").fetchall()
            raw.executescript("PRAGMA analysis_limit = 0; ANALYZE main")
            assert sorted(told, key=str) == sorted(raw.execute("SELECT * FROM sqlite_stat1"), key=str)

    def test_the_file_says_whose_it_is_and_is_no_wal_file(self, put: Put, settings: Settings) -> None:
        put(a=source("a"))
        assert settings.release_path
        head = settings.release_path.read_bytes()[:100]
        assert head[68:72] == b"TRDF"
        assert head[18:20] == b"\x01\x01"

    @pytest.mark.usefixtures("quick")
    def test_a_folder_that_cannot_be_written_is_told(
        self, folder: Path, tmp_path: Path, settings_for: Callable[..., Settings]
    ) -> None:
        (tmp_path / "file").write_text("")
        (folder / "a.toml").write_text(source("a"))
        with pytest.raises(LoadFailed, match=r"Not a directory|File exists"):
            load(folder, settings_for(f"sqlite:///{tmp_path / 'file' / 'release.db'}"))


class TestBundle:
    @pytest.fixture
    def bundle(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A bundled seed of one file, which another version of the program may bring otherwise."""
        (tmp_path / "seed").mkdir()
        (tmp_path / "seed" / "a.toml").write_text("first")
        monkeypatch.setattr("app.loading.releases.bundled", lambda name: tmp_path / name)
        return tmp_path / "seed"

    def test_a_release_is_stale_once_the_program_brings_another_seed(self, bundle: Path, settings: Settings) -> None:
        assert is_stale(settings)
        with open_builder(settings) as here:
            here.begin([])
            here.publish(bundle_mark(), ReleaseInForce("x", 1, ""))
        assert not is_stale(settings)
        (bundle / "a.toml").write_text("second")
        assert is_stale(settings)

    def test_what_an_operator_loaded_is_never_stale(self, bundle: Path, settings: Settings) -> None:
        with open_builder(settings) as here:
            here.begin([])
            here.publish(BY_HAND, ReleaseInForce("x", 1, ""))
        (bundle / "a.toml").write_text("second")
        assert not is_stale(settings)

    @pytest.mark.usefixtures("bundle")
    def test_marks_fit_into_what_sqlite_keeps_of_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for digest in (0, 1, 2**31 - 2, 2**31 - 1, 2**31, 2**31 + 1, 2**256 - 1):
            seen = SimpleNamespace(update=lambda _: None, digest=lambda digest=digest: digest.to_bytes(32))
            monkeypatch.setattr("app.loading.releases.hashlib", SimpleNamespace(sha256=lambda _, seen=seen: seen))
            assert BY_HAND < bundle_mark() < 2**31

    def test_seeds_are_told_apart(self, bundle: Path) -> None:
        marks = set()
        for number in range(200):
            (bundle / "a.toml").write_text(str(number))
            marks.add(bundle_mark())
        assert len(marks) == 200
