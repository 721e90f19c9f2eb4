"""What no single entry can know: whether dossiers agree with each other, the reference data, and what stays."""

from app.loading.dossiers.checks.references import check_references
from app.loading.dossiers.checks.uniqueness import check_uniqueness
from app.loading.dossiers.checks.words import check_words
from app.loading.dossiers.checks.written import check_written
from app.loading.dossiers.seed import Seed
from app.loading.faults import Examination, Fault
from app.loading.releases.kept import Kept

__all__ = ["check_seed", "check_written"]


def check_seed(seed: Seed, kept: Kept) -> tuple[Fault, ...]:
    """Give every fault of the dossiers as a whole, file by file."""
    examinations = [(file, Examination(file.file)) for file in seed.dossiers]
    check_uniqueness(examinations, kept)
    check_references(examinations, seed.reference, kept)
    for file, examination in examinations:
        check_words(file.dossier, seed.reference, examination)
    return tuple(fault for _, examination in examinations for fault in examination.faults)
