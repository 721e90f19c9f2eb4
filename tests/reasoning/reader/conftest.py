"""What all tests of the reader share: the names of areas that the seed knows."""

import pytest

from app.loading.reference import reference_data
from app.vocabulary.text import Names


@pytest.fixture(scope="session")
def areas() -> Names:
    """Give the names of areas as the API has them."""
    return reference_data().area_names
