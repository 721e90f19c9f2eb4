"""The `tradefacts` command; each of its commands ends with 0 only when it did what it was asked."""

import asyncio
import json
import sys
from collections import Counter
from contextlib import redirect_stdout
from importlib import import_module
from importlib.metadata import version
from logging.config import dictConfig
from pathlib import Path
from typing import Annotated, Final

import typer

from app.cli import imports, serving
from app.cli.messages import fail, plain_errors, plural, ready_settings, release_title, tell
from app.database import Unavailable
from app.loading import read
from app.loading.dossiers import Dossier, read_seed
from app.loading.dossiers.checks import Retained, check_seed
from app.loading.dossiers.proof import ProofReport, prove
from app.loading.dossiers.quotes import FoundQuote, Whereabouts
from app.loading.drafts import draft
from app.loading.faults import Refused
from app.loading.reference import reference_data
from app.loading.releases import LoadReport, load
from app.loading.releases.files import back_up
from app.settings import Settings, installing, is_installed
from app.vocabulary.text import slug

FOUND_AGAIN: Final = 3
"""How `prove` ends where another text than the one that was read has every quote."""

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("import", short_help="Import a dataset of official statistics.")(imports.import_command)

SeedPath = Annotated[
    Path | None,
    typer.Argument(
        help="A folder of dossiers or one dossier (TOML); the bundled seed when left out.", show_default=False
    ),
]


@app.callback(invoke_without_command=True)
def root(*, show_version: Annotated[bool, typer.Option("--version", help="Say the version and stop.")] = False) -> None:
    """Serve bilateral trade facts over HTTP: every number with its hedge, its source and its proof.

    The data are dossiers, one file for each source. `load` checks them and puts them in force as a release; `serve`
    answers from the release in force. Settings come from the environment: HOST, PORT, DATABASE_URL, TRADEFACTS_*.
    """
    if show_version:
        typer.echo(f"tradefacts {version('tradefacts')}")
        raise typer.Exit


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; HOST when left out.", show_default=False)
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port, 0 for a free one; PORT when left out.", show_default=False)
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Processes that answer.", show_default=False)] = None,
) -> None:
    """Serve the release in force.

    Without DATABASE_URL the release is a file under TRADEFACTS_DATA_DIR; where there is none, or where it was made from
    an older version's seed, it is made from the bundled seed first. With DATABASE_URL nothing is ever made: load first.
    """
    settings = ready_settings(host=host, port=port, workers=workers)
    if serving.lacks_release(settings):
        _load(None, settings)
    serving.run(settings)


@app.command("load", short_help="Check dossiers and put them in force.")
def load_command(path: SeedPath = None) -> None:
    """Check dossiers and put them in force as a new release, whole or not at all.

    The sources in PATH take the place of what the database holds under their ids; all other sources stay. Loading the
    same again makes no new release. Where anything is wrong, every fault is told and the old release stays in force.
    """
    _load(path, ready_settings())


@app.command(short_help="Copy the release in force into a file.")
def backup(
    file: Annotated[Path, typer.Argument(help="A file that is not there yet.", show_default=False)],
) -> None:
    """Copy the release in force into FILE, with its digest in FILE.sha256, whole or not at all; it may be served.

    A server of databases has its own: pg_dump.
    """
    settings = ready_settings()
    if settings.release_path is None:
        raise fail('a server is backed up by its own means: pg_dump --format=custom --file=FILE "$DATABASE_URL"')
    try:
        digest = back_up(settings.release_path, file)
    except Unavailable as error:
        raise fail(error.reason) from None
    except OSError as error:
        is_lost = isinstance(error, FileNotFoundError | NotADirectoryError) and not file.parent.is_dir()
        reason = f"there is no folder {file.parent}" if is_lost else error.strerror
        raise fail(f"{settings.release_path} cannot be copied to {file}: {reason}") from None
    tell(f"{file} is a copy of {settings.release_path}: sha256 {digest}")


@app.command(short_help="Check dossiers without a database.")
def lint(path: SeedPath = None) -> None:
    """Check dossiers without a database: their shape, and whether they agree with each other."""
    with plain_errors():
        seed = read_seed(path)
        if faults := check_seed(seed, Retained()):
            raise Refused(faults)
    count = sum(1 for file in seed.dossiers for _ in file.dossier.evidence())
    tell(f"no faults in {plural(len(seed.dossiers), 'dossier')} with {plural(count, 'piece')} of evidence")


@app.command("prove", short_help="Compare quotes with a copy of their text.")
def prove_command(
    source: Annotated[str, typer.Argument(help="A dossier's path, or the id of a source of the bundled seed.")],
    textfile: Annotated[Path, typer.Argument(help="A copy of the source's text.")],
    *,
    each: Annotated[bool, typer.Option("--each", help="Tell of every quote where it stands.")] = False,
) -> None:
    """Compare every quote of a dossier with a copy of the text it was taken from.

    Ends with 0 where all is proved; with 3 where another text, such as one with other line ends, has every quote at its
    place or at one other; else with 1.
    """
    with plain_errors():
        proof = prove(_dossier(source), textfile.read_bytes())
    for found in proof.found:
        if each or (proof.another_text and found.whereabouts is Whereabouts.ELSEWHERE):
            tell(_whereabouts(found))
    for remark in proof.remarks:
        tell(str(remark))
    for fault in proof.faults:
        tell(str(fault), error=True)
    tell(_proof(proof), error=not (proof.proved or proof.found_again))
    if not proof.proved:
        raise typer.Exit(FOUND_AGAIN if proof.found_again else 1)


@app.command("draft", short_help="Begin a dossier from a text.")
def draft_command(
    textfile: Annotated[Path, typer.Argument(help="The source's text, in UTF-8.")],
    *,
    source: Annotated[
        str | None, typer.Option("--id", help="Id of the source; the file's name when left out.", show_default=False)
    ] = None,
) -> None:
    """Print the draft of a dossier on a text: its source, actors, areas, goods and quantities, each with its words.

    What is sure is an entry, all else a comment that says TODO: the draft lints as it stands.
    """
    with plain_errors():
        try:
            text = textfile.read_bytes().decode()
        except UnicodeDecodeError as error:
            raise fail(f"{textfile} is not UTF-8: byte {error.start} cannot be read") from None
        written = draft(text, source or slug(textfile.stem), reference_data())
    typer.echo(written, nl=False)


@app.command("mcp", short_help="Answer agents over standard input and output.")
def mcp_command() -> None:
    """Answer agents by the Model Context Protocol over standard input and output, from the release in force.

    Where there is none, it is made as by `serve`; over HTTP the same is served at /mcp.
    """
    settings = ready_settings()
    if not is_installed("mcp"):
        raise fail(f"agents need the extra `mcp`: {installing('mcp')}")
    if serving.lacks_release(settings):
        with redirect_stdout(sys.stderr):  # what is written to the other is the protocol
            _load(None, settings)
    dictConfig(serving.log_config(settings))
    asyncio.run(import_module("app.mcp.server").serve_stdio(settings))


@app.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    settings = ready_settings()
    main = import_module("app.main")  # the web framework takes a second to load, which no other command needs
    typer.echo(json.dumps(main.create_app(settings).openapi(), indent=2, ensure_ascii=False))


def _load(path: Path | None, settings: Settings) -> None:
    with plain_errors(settings):
        tell(_loaded(load(path, settings, shown=imports.read_shown)))


def _loaded(report: LoadReport) -> str:
    release = release_title(report.release)
    if not report.is_new:
        return f"nothing new: {release} is in force already"
    records = f"{plural(report.added, 'record')} added, {report.changed} changed, {report.removed} removed"
    return f"{release} is in force: {plural(len(report.sources), 'source')} loaded, {records}"


def _dossier(source: str) -> Dossier:
    if Path(source).suffix == ".toml":
        return read(Path(source), Dossier)
    for file in read_seed(None).dossiers:
        if file.source == source:
            return file.dossier
    raise fail(f"no source of the bundled seed has the id {source!r}, and a path ends with .toml")


def _whereabouts(found: FoundQuote) -> str:
    quote = found.quotation
    places = f" at {', '.join(map(str, found.starts))}" if found.starts else ""
    return f"{quote.path}: {quote.words!r}, said to stand at {quote.start}: {found.whereabouts}{places}"


def _proof(proof: ProofReport) -> str:
    standing = Counter(found.whereabouts for found in proof.found)
    counts = ", ".join(f"{standing[where]} {where}" for where in Whereabouts)
    seen = f"{plural(len(proof.found), 'quote')} behind {plural(proof.statements, 'statement')} ({counts})"
    if proof.found_again:
        return f"{proof.source}: found again in another text, whose numbers and sentences were not looked at: {seen}"
    if not proof.proved:
        return f"{proof.source}: not proved, {seen}"
    return (
        f"{proof.source}: proved, {seen}, {proof.quoted} of {proof.text_length} code points quoted,"
        f" {plural(proof.numbers, 'number')} and {plural(proof.sentences, 'sentence')} accounted for"
    )
