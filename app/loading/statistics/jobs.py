"""The imports there are, each with what is said of its source where the operator says nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from app.loading.faults import Fault, Refused, faults_of_shape, printable, shown, suggestion
from app.loading.statistics.codes import EDITIONS
from app.loading.statistics.content import CodesContent, Flows
from app.loading.statistics.dataset import Source, slug_of, surveyed, titled
from app.loading.statistics.formats.baci import COUNTRIES, REVISIONS, Baci, contradicted
from app.loading.statistics.formats.comtrade import Comtrade
from app.loading.statistics.formats.flows import ExportedFlows
from app.loading.statistics.formats.nomenclature import Nomenclature
from app.loading.statistics.importing import Job
from app.loading.statistics.reading.tables import table
from app.loading.statistics.trouble import Found

_UNSD: Final = "United Nations Statistics Division"
_COMTRADE: Final = "https://comtradeplus.un.org"
_COMTRADE_RIGHTS: Final = "United Nations; use and republication under the terms of UN Comtrade"
_FROM_REFERENCE: Final = "H6"


@dataclass(frozen=True, slots=True)
class Said:
    """What the operator says of a source; None where it is left to us."""

    source: str | None = None
    title: str | None = None
    publisher: str | None = None
    version: str | None = None
    rights: str | None = None


def comtrade(files: Sequence[Path], said: Said, rejects: Path | None) -> Job:
    """Import UN Comtrade's rows."""
    source = _source(
        said,
        slug_of("un-comtrade", files[0].name.removeprefix("comtrade_")),
        titled("UN Comtrade", files),
        _UNSD,
        url=_COMTRADE,
        rights=_COMTRADE_RIGHTS,
        attribution="UN Comtrade Database, United Nations Statistics Division",
    )
    return Job(
        source,
        "comtrade",
        tuple(files),
        lambda found, progress, codes: Flows(found, progress, Comtrade(codes)),
        rejects=rejects,
    )


def baci(file: Path, countries: Path, edition: str, said: Said, rejects: Path | None) -> Job:
    """Import BACI's rows with the list of countries of its version."""
    _hold_edition(edition, EDITIONS)
    _hold_names(file, countries, edition, str(said.version))
    listed, digest = _countries(countries)
    source = _source(
        said,
        slug_of(file.name, "" if str(said.version) in file.name else f"v{said.version}"),
        titled(f"BACI {REVISIONS[edition]}, version {said.version}", [file]),
        "CEPII",
        url="http://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
        rights="CEPII; Etalab Open Licence 2.0",
        attribution="Gaulier, G. and Zignago, S. (2010), BACI: International Trade Database at the Product-Level",
    )
    return Job(
        source,
        f"baci {edition}",
        (file,),
        lambda found, progress, codes: Flows(found, progress, Baci(codes, edition, listed)),
        more=(digest,),
        rejects=rejects,
    )


def nomenclature(file: Path, edition: str, said: Said, rejects: Path | None) -> Job:
    """Import the codes of an edition."""
    _hold_edition(edition, [other for other in EDITIONS if other != _FROM_REFERENCE])
    source = _source(
        said,
        slug_of("un-comtrade-codes", edition),
        f"Codes of the Harmonized System, edition {edition}",
        _UNSD,
        url=_COMTRADE,
        rights=_COMTRADE_RIGHTS,
        attribution="UN Comtrade reference tables, United Nations Statistics Division",
    )
    return Job(
        source,
        f"nomenclature {edition}",
        (file,),
        lambda found, progress, _: CodesContent(found, progress, Nomenclature(edition)),
        rejects=rejects,
    )


def flows(file: Path, said: Said, rejects: Path | None) -> Job:
    """Import rows that an instance of this program exported."""
    source = _source(
        said, slug_of(file.name), titled("Trade flows", [file]), None, url=None, rights=None, attribution=None
    )
    return Job(
        source,
        "flows",
        (file,),
        lambda found, progress, codes: Flows(found, progress, ExportedFlows(codes)),
        rejects=rejects,
    )


def _source(
    said: Said,
    default: str,
    title: str,
    publisher: str | None,
    *,
    url: str | None,
    rights: str | None,
    attribution: str | None,
) -> Source:
    """Put what the operator says in place of what we would; Refused names the options that cannot be kept."""
    try:
        return Source(
            id=default if said.source is None else said.source,
            title=title if said.title is None else said.title,
            publisher=publisher if said.publisher is None else said.publisher,
            url=url,
            version=said.version,
            rights=rights if said.rights is None else said.rights,
            attribution_line=attribution,
        )
    except ValidationError as error:
        found = faults_of_shape(error, "", Source)
        raise Refused(
            Fault("--source" if fault.path == "id" else f"--{fault.path}", "", fault.reason) for fault in found
        ) from None


def _hold_edition(edition: str, known: Sequence[str]) -> None:
    if edition not in known:
        more = "; H6 comes with the reference data" if edition == _FROM_REFERENCE else suggestion(edition, known)
        raise Refused([Fault("--edition", "", f"{shown(edition)} is not one of {', '.join(known)}{more}")])


def _hold_names(file: Path, countries: Path, edition: str, version: str) -> None:
    """Hold that the names of BACI's files say the same as the operator; the list of countries is of no edition."""
    faults = contradicted(printable(file.name), edition, version)
    faults += [
        fault for fault in contradicted(printable(countries.name), edition, version) if fault.file == "--version"
    ]
    if faults:
        raise Refused(faults)


def _countries(path: Path) -> tuple[dict[str, str], str]:
    """Read a list of countries: alpha-3 by number, where it has one; and the file's digest."""
    (file,) = surveyed([path])
    listed: dict[str, str] = {}
    for rows in table(0, file, COUNTRIES, lambda _: None):
        places = rows.header.places
        for line, fields in rows.records():
            if isinstance(fields, Found):
                raise Refused([Fault(file.name, f"line {line}", str(fields))])
            number, alpha3 = (fields[places[name]].strip() for name in COUNTRIES.required)
            if number in listed:
                raise Refused([Fault(file.name, f"line {line}", f"the country {shown(number)} stands there twice")])
            listed[number] = alpha3
    return listed, file.digest
