"""`tradefacts import`: datasets of official statistics, each a source that is replaced as a whole."""

import gc
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from sqlalchemy import Connection

from app.cli.messages import fail, plain_errors, ready_settings, release_title, tell
from app.loading import statistics
from app.loading.faults import listed
from app.loading.releases.history import ShownRecords
from app.loading.statistics import ImportKind, Options
from app.settings import installing, is_installed

if TYPE_CHECKING:
    from app.loading.statistics.importing import ImportReport


def import_command(  # noqa: PLR0913, PLR0917  # the options of a command
    kind: Annotated[ImportKind, typer.Argument(help="What kind of file it is.", show_default=False)],
    files: Annotated[
        list[Path], typer.Argument(help="CSV or JSON, gzip too; of comtrade several.", show_default=False)
    ],
    source: Annotated[str | None, typer.Option(help="Id of the source; made from the file's name by default.")] = None,
    title: Annotated[str | None, typer.Option(help="Title of the source.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    version: Annotated[str | None, typer.Option(help="Version of the dataset, such as 202201; baci needs it.")] = None,
    rights: Annotated[str | None, typer.Option(help="Under which terms it may be used.")] = None,
    lineage: Annotated[
        str | None,
        typer.Option(
            help="What its figures go back to: one lineage is one witness. Publisher and reporter by default."
        ),
    ] = None,
    edition: Annotated[
        str | None,
        typer.Option(
            help="Harmonized System: H0 (HS92) to H6 (HS22); nomenclature needs it, baci is of H0 by default."
        ),
    ] = None,
    countries: Annotated[Path | None, typer.Option(help="baci: the list of countries of the same version.")] = None,
    rejects: Annotated[
        Path | None, typer.Option(help="Write each refused row here, with line and reason, and load the rest.")
    ] = None,
) -> None:
    """Import a dataset as one source, whole or not at all.

    comtrade: rows of UN Comtrade. Of one customs procedure, mode or second partner among others, and goods for
    processing, they are set apart. The nomenclature of each edition must be there (H6 is; nomenclature loads others).

    baci: BACI of CEPII, exports reconciled from both sides, which no reporter stands behind.

    nomenclature: the codes of an edition of the Harmonized System, UN Comtrade's list with columns id, text, parent.

    flows: any table with columns reporter, partner, flow, period, commodity, value; net_weight, quantity with
    quantity_unit, valuation and currency (USD) where there are any.
    """
    settings = ready_settings()
    if not is_installed("polars"):
        raise fail(f"imports need the extra `bulk` (polars): {installing('bulk')}")
    gc.set_threshold(50_000, 20, 20)  # what an import makes stays: going through it again and again took half a second
    options = Options(source, title, publisher, version, rights, lineage, edition, countries, rejects)
    # polars takes a second and memory that no other command needs
    jobs, importing = (import_module(f"{statistics.__name__}.{name}") for name in ("jobs", "importing"))
    with plain_errors(settings, "import"):
        with _bars() as bars:
            job, progress = jobs.job_of(kind, files, options), _ProgressBars(bars)
            report: ImportReport = importing.run_import(job, settings, progress, shown=read_shown)
        for line in _table(report) if report.tally.read else ():
            tell(line)
        state = "is in force" if report.is_new else "is in force already: nothing new"
        tell(f"{release_title(report.release)} {state}")


def read_shown(connection: Connection) -> ShownRecords:
    """Read how lists show the records of a release: where there is one, copies of the lists follow from it."""
    # The lists and their web framework take a second to load, which the first release does not need.
    shown: ShownRecords = import_module("app.views.shown").read_shown(connection)
    return shown


def _bars() -> Progress:
    """Build the progress bar; it is off where nobody sees it."""
    return Progress(
        TextColumn("{task.description:>8}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )


class _ProgressBars:
    """Shows how far each phase has come, how fast it is, and how long it will take."""

    _UNITS: Final = {"reading": ("MB/s", 1_000_000)}

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, phase: str, done: int, whole: int) -> None:
        if phase not in self._tasks:
            self._tasks[phase] = self._bars.add_task(phase, total=whole, rate="")
        task = self._tasks[phase]
        unit, divisor = self._UNITS.get(phase, ("rows/s", 1))
        speed = self._bars.tasks[task].speed
        self._bars.update(task, completed=done, total=whole, rate=f"{speed / divisor:,.0f} {unit}" if speed else "")


def _table(report: "ImportReport") -> list[str]:
    """List what became of the rows, by rule and by reason."""
    tally = report.tally
    rows: list[tuple[str, int]] = [
        ("read", tally.read),
        ("loaded", tally.loaded),
        ("set apart", tally.set_apart.total()),
    ]
    rows += [(f"  {rule}", count) for rule, count in tally.set_apart.most_common()]
    rows += [("refused", tally.refused)]
    rows += [(f"  {reason}", count) for reason, count in tally.refused_by_reason().items()]
    width = len(f"{tally.read:,}")
    lines = [f"{count:>{width},}  {name}" for name, count in rows]
    if report.unread:
        lines.append(f"columns that are not read: {listed(report.unread)}")
    return lines
