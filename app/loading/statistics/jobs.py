"""The imports there are, each with what is said of its source where the operator says nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from app.loading import Entry, Plain, Slug, TableRow
from app.loading.faults import Fault, Refused, faults_of_shape, shown, suggestion
from app.loading.statistics import ImportKind, Options
from app.loading.statistics.codes import EDITIONS, Codes
from app.loading.statistics.formats import Format, given
from app.loading.statistics.formats.baci import COUNTRIES, REVISIONS, baci, contradicted
from app.loading.statistics.formats.comtrade import comtrade
from app.loading.statistics.formats.flows import flows
from app.loading.statistics.formats.nomenclature import nomenclature
from app.loading.statistics.reading import blocks, inspected
from app.vocabulary import tables_beside
from app.vocabulary.terms import OUR_EDITION
from app.vocabulary.text import printable, slug

_DATASETS: Final[TableRow] = tables_beside(__file__, "datasets.toml")
"""What is said of each kind of dataset."""
_SUFFIXES: Final = (".gz", ".csv", ".json", ".txt")
_LISTED: Final = 3


class DatasetEntry(Entry):
    """What is said of a dataset's source, held as a dossier's is; its id is where its rows are found and replaced."""

    id: Slug
    title: Plain
    publisher: Plain | None
    url: str | None
    version: Plain | None
    rights: Plain | None
    attribution_line: Plain | None
    lineage: Slug | None


@dataclass(frozen=True, slots=True)
class Job:
    """One import: the files, their source, and the format over the codes of a database."""

    source: DatasetEntry
    format_name: str
    """Enters the digest of what is imported: the same file under another format counts as another."""
    files: tuple[Path, ...]
    format: Callable[[Codes], Format]
    other_digests: tuple[str, ...] = ()
    """Of what else decides what becomes of the rows, such as BACI's list of countries."""
    rejects: Path | None = None
    edition: str | None = None
    """The edition whose codes these are; None where rows of trade are imported."""


def job_of(kind: ImportKind, files: Sequence[Path], options: Options) -> Job:
    """Build an import; raise Refused where its options are missing, or contradict each other or the files' names."""
    _check_options(kind, files, options)
    build: Mapping[ImportKind, Callable[..., Job]] = {
        ImportKind.COMTRADE: _comtrade,
        ImportKind.BACI: _baci,
        ImportKind.NOMENCLATURE: _nomenclature,
        ImportKind.FLOWS: _flows,
    }
    return build[kind](options, *files)


def _check_options(kind: ImportKind, files: Sequence[Path], options: Options) -> None:
    """Raise Refused for options that a kind of file needs or does not have."""
    needed = {ImportKind.BACI: ("countries", "version"), ImportKind.NOMENCLATURE: ("edition",)}.get(kind, ())
    missing = (name for name in needed if getattr(options, name) is None)
    faults = [Fault(f"--{name}", "", f"is needed to import {kind}") for name in missing]
    foreign = {"countries": (ImportKind.BACI,), "edition": (ImportKind.BACI, ImportKind.NOMENCLATURE)}
    faults += [
        Fault(f"--{name}", "", f"is no option of {kind}, but of {' and '.join(kinds)}")
        for name, kinds in foreign.items()
        if getattr(options, name) is not None and kind not in kinds
    ]
    if len(files) > 1 and kind is not ImportKind.COMTRADE:
        reason = f"is one file too many: only {ImportKind.COMTRADE} takes several"
        faults.append(Fault(printable(str(files[1])), "", reason))
    if faults:
        raise Refused(faults)


def _comtrade(options: Options, *files: Path) -> Job:
    key = _slug("un-comtrade", files[0].name.removeprefix("comtrade_"))
    source = _source(ImportKind.COMTRADE, options, key, _title("UN Comtrade", *files))
    return Job(source, "comtrade", files, comtrade, rejects=options.rejects)


def _baci(options: Options, file: Path) -> Job:
    edition, version, countries = options.edition or "H0", str(options.version), options.countries or Path()
    _check_edition(edition, EDITIONS)
    # The names of the files say the same as the operator; the list of countries is of no edition.
    faults = contradicted(printable(file.name), version, edition)
    if faults := faults + contradicted(printable(countries.name), version):
        raise Refused(faults)
    listed, digest = _listed(countries)
    key, title = _slug(file.name, "" if version in file.name else f"v{version}"), f"BACI {REVISIONS[edition]}"
    source = _source(ImportKind.BACI, options, key, _title(f"{title}, version {version}", file))
    build = partial(baci, edition=edition, countries=listed)
    return Job(source, f"baci {edition}", (file,), build, other_digests=(digest,), rejects=options.rejects)


def _nomenclature(options: Options, file: Path) -> Job:
    edition = options.edition or ""
    _check_edition(edition, [other for other in EDITIONS if other != OUR_EDITION])
    key, title = _slug("un-comtrade-codes", edition), f"Codes of the Harmonized System, edition {edition}"
    source = _source(ImportKind.NOMENCLATURE, options, key, title)
    build = partial(nomenclature, edition=edition)
    return Job(source, f"nomenclature {edition}", (file,), build, rejects=options.rejects, edition=edition)


def _flows(options: Options, file: Path) -> Job:
    source = _source(ImportKind.FLOWS, options, _slug(file.name), _title("Trade flows", file))
    return Job(source, "flows", (file,), flows, rejects=options.rejects)


def _source(kind: ImportKind, options: Options, key: str, title: str) -> DatasetEntry:
    """Replace what is said of a kind of dataset by the options; raise Refused for those that cannot hold."""
    default = {"id": key, "title": title, **_DATASETS[kind]}
    stated = {name: getattr(options, name) for name in ("title", "publisher", "version", "rights", "lineage")}
    stated = {name: value for name, value in (stated | {"id": options.source}).items() if value is not None}
    try:
        return DatasetEntry.model_validate(dict.fromkeys(DatasetEntry.model_fields) | default | stated)
    except ValidationError as error:
        faults = faults_of_shape(error, "", DatasetEntry)
        names = ("--source" if fault.path == "id" else f"--{fault.path}" for fault in faults)
        raise Refused(Fault(name, "", fault.reason) for name, fault in zip(names, faults, strict=True)) from None


def _check_edition(edition: str, editions: Sequence[str]) -> None:
    if edition not in editions:
        more = "; H6 comes with the reference data" if edition == OUR_EDITION else suggestion(edition, editions)
        raise Refused([Fault("--edition", "", f"{shown(edition)} is not one of {', '.join(editions)}{more}")])


def _listed(path: Path) -> tuple[dict[str, str], str]:
    """Read a list of countries: alpha-3 by number, where it has one; and the file's digest."""
    files = inspected([path])
    listed: dict[str, str] = {}
    for block in blocks(files, COUNTRIES):
        cells = block.rows.select("line", *map(given, COUNTRIES.required))
        for line, number, alpha3 in cells.iter_rows():
            if number in listed:
                reason = f"the country {shown(number)} stands there twice"
                raise Refused([Fault(files[0].name, f"line {line}", reason)])
            listed[number] = alpha3
    return listed, files[0].digest


def _slug(*words: str) -> str:
    """Build an id of words, such as the name of a file without what says its form."""
    return slug("-".join(reduce(str.removesuffix, _SUFFIXES, word) for word in words))


def _title(what: str, *files: Path) -> str:
    """Build a title of what a dataset is and of the names of its files; of many only the first are named."""
    names = [printable(file.name or str(file)).strip() for file in files[:_LISTED]]
    others = len(files) - len(names)
    return f"{what}: {', '.join(names)}{f' and {others} more' if others else ''}"
