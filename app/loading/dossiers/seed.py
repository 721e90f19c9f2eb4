"""A seed: the dossiers of a folder, and the reference data that they are read with."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.loading.dossiers.shape import Dossier
from app.loading.faults import Fault, Refused
from app.loading.reading import read
from app.loading.reference import Reference, reference_data
from app.settings import bundled

REFERENCE_FILE: Final = "reference.toml"


@dataclass(frozen=True, slots=True)
class DossierFile:
    """A dossier and the name of the file it was read from."""

    file: str
    dossier: Dossier

    @property
    def source(self) -> str:
        """The id of the dossier's source."""
        return self.dossier.source.id

    @property
    def digest(self) -> str:
        """Sha256 of what the dossier says, however it is laid out."""
        said = self.dossier.model_dump(mode="python", exclude_defaults=True)
        canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Seed:
    """What one load brings: whole sources, and the reference data for all sources."""

    dossiers: tuple[DossierFile, ...]
    reference: Reference

    @property
    def sources(self) -> frozenset[str]:
        """The sources that the load puts in place of what was there."""
        return frozenset(dossier.source for dossier in self.dossiers)


def read_seed(path: Path | None) -> Seed:
    """Read a folder of dossiers, or one file, or the bundled seed; Refused tells all that is wrong with any shape."""
    path = path or bundled("seed")
    faults: list[Fault] = []
    dossiers: list[DossierFile] = []
    reference: Reference | None = None
    try:
        reference = reference_data(_reference_file(path))
    except Refused as refused:
        faults += refused.faults
    for file in _dossier_files(path):
        try:
            dossiers.append(DossierFile(file.name, read(file, Dossier)))
        except Refused as refused:
            faults += refused.faults
    if faults or reference is None:
        raise Refused(faults)
    return Seed(tuple(dossiers), reference)


def _reference_file(path: Path) -> Path:
    """Give the reference file that lies with the dossiers, or else the bundled one."""
    beside = (path if path.is_dir() else path.parent) / REFERENCE_FILE
    return beside if beside.exists() else bundled("seed") / REFERENCE_FILE


def _dossier_files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    files = sorted(file for file in path.glob("*.toml") if file.name != REFERENCE_FILE)
    if not files:
        raise Refused([Fault(str(path), "", "the folder holds no dossier (*.toml)")])
    yield from files
