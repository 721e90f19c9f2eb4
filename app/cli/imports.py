"""`tradefacts import`: datasets of official statistics, each a source that is replaced as a whole."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

from app.cli.messages import plain_errors, ready_settings, tell, titled
from app.loading.faults import shown
from app.loading.statistics import jobs
from app.loading.statistics.engines import FAST
from app.loading.statistics.importing import ImportReport, Job, run_import

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Import a dataset as one source, whole or not at all."
)

Files = Annotated[
    list[Path], typer.Argument(help="CSV files, gzip too, or the API's answers as JSON.", show_default=False)
]
File = Annotated[Path, typer.Argument(help="A CSV file; gzip too.", show_default=False)]
SourceId = Annotated[
    str | None,
    typer.Option("--source", help="Id of the source; made from the file's name when left out.", show_default=False),
]
Title = Annotated[str | None, typer.Option(help="Title of the source.", show_default=False)]
Publisher = Annotated[str | None, typer.Option(help="Who published it.", show_default=False)]
Version = Annotated[str | None, typer.Option(help="Version of the dataset.", show_default=False)]
Rights = Annotated[str | None, typer.Option(help="Under which terms it may be used.", show_default=False)]
RejectsFile = Annotated[
    Path | None,
    typer.Option(
        "--rejects", help="Write each refused row here, with line and reason, and load the rest.", show_default=False
    ),
]
_LISTED: Final = 60
_SLOW: Final = "without the extra `bulk` (pip install 'tradefacts[bulk]') the import takes several times as long"


@app.command()
def comtrade(
    files: Files,
    source: SourceId = None,
    title: Title = None,
    publisher: Publisher = None,
    version: Version = None,
    rights: Rights = None,
    rejects: RejectsFile = None,
) -> None:
    """Import rows of UN Comtrade: its CSV download, or what its API answers.

    Rows of one customs procedure, mode or second partner among others, and goods for processing, are set apart. The
    nomenclature of each edition must be there (H6 is; `import nomenclature` loads others).
    """
    said = jobs.Said(source, title, publisher, version, rights)
    _run(lambda: jobs.comtrade(files, said, rejects))


@app.command()
def baci(  # noqa: PLR0913, PLR0917  # the options of a command
    file: File,
    countries: Annotated[Path, typer.Option(help="The list of countries of the same version.", show_default=False)],
    version: Annotated[str, typer.Option(help="The version, such as 202201.", show_default=False)],
    edition: Annotated[str, typer.Option(help="Edition of the Harmonized System: H0 for HS92 to H6 for HS22.")] = "H0",
    source: SourceId = None,
    title: Title = None,
    publisher: Publisher = None,
    rights: Rights = None,
    rejects: RejectsFile = None,
) -> None:
    """Import BACI of CEPII: exports reconciled from both sides, which no reporter stands behind."""
    said = jobs.Said(source, title, publisher, version, rights)
    _run(lambda: jobs.baci(file, countries, edition, said, rejects))


@app.command()
def nomenclature(
    file: File,
    edition: Annotated[str, typer.Option(help="Edition of the Harmonized System, as H5.", show_default=False)],
    source: SourceId = None,
    title: Title = None,
    publisher: Publisher = None,
    version: Version = None,
    rights: Rights = None,
    rejects: RejectsFile = None,
) -> None:
    """Import the codes of an edition of the Harmonized System: UN Comtrade's list, with columns id, text, parent."""
    said = jobs.Said(source, title, publisher, version, rights)
    _run(lambda: jobs.nomenclature(file, edition, said, rejects))


@app.command()
def flows(
    file: File,
    source: SourceId = None,
    title: Title = None,
    publisher: Publisher = None,
    version: Version = None,
    rights: Rights = None,
    rejects: RejectsFile = None,
) -> None:
    """Import rows in the columns that /v1/trade-flows.csv gives out."""
    said = jobs.Said(source, title, publisher, version, rights)
    _run(lambda: jobs.flows(file, said, rejects))


def _run(make: Callable[[], Job]) -> None:
    settings = ready_settings()
    if not FAST:
        tell(_SLOW, error=True)
    with plain_errors(settings, "import"), _bars() as bars:
        report = run_import(make(), settings, _Watch(bars))
    _tell_report(report)


def _bars() -> Progress:
    """Make the progress bar; it is off where nobody sees it."""
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


class _Watch:
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


def _tell_report(report: ImportReport) -> None:
    tally = report.tally
    if tally.read:
        for line in _table(report):
            tell(line)
    state = "is in force" if report.is_new else "is in force already: nothing new"
    tell(f"{titled(report.release)} {state}")


def _table(report: ImportReport) -> list[str]:
    tally = report.tally
    rows: list[tuple[str, int]] = [("read", tally.read), ("loaded", tally.loaded), ("set apart", tally.apart.total())]
    rows += [(f"  {rule}", count) for rule, count in tally.apart.most_common()]
    rows += [("refused", tally.refused)]
    rows += [(f"  {reason}", count) for reason, count in tally.refused_by_reason().items()]
    width = len(f"{tally.read:,}")
    lines = [f"{count:>{width},}  {name}" for name, count in rows]
    if report.unread:
        lines.append(f"columns that are not read: {_listed(report.unread)}")
    return lines


def _listed(names: Sequence[str]) -> str:
    """Name columns as a terminal can take them, whatever stands in a file's header."""
    more = len(names) - _LISTED
    return ", ".join(map(shown, names[:_LISTED])) + (f" and {more} more" if more > 0 else "")
