"""What no single entry can know: whether dossiers agree with each other, the reference data, and what stays."""

from app.loading.checks.references import check_references
from app.loading.checks.uniqueness import check_uniqueness
from app.loading.checks.words import check_words
from app.loading.checks.written import check_written
from app.loading.faults import Examination, Fault
from app.loading.kept import Kept
from app.loading.seed import Seed

__all__ = ["check_seed", "check_written"]


def check_seed(seed: Seed, kept: Kept) -> tuple[Fault, ...]:
    """Give every fault of the dossiers as a whole, file by file."""
    examinations = [(file, Examination(file.file)) for file in seed.dossiers]
    check_uniqueness(examinations, kept)
    check_references(examinations, seed.reference, kept)
    for file, examination in examinations:
        check_words(file.dossier, seed.reference, examination)
    return tuple(fault for _, examination in examinations for fault in examination.faults)
