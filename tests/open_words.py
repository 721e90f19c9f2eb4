"""The open words of the seed, for tests that need no database."""

from typing import Final

from app.loading import Examination, read
from app.loading.reference import VOCABULARY_FILE
from app.loading.reference.words import VocabularyFile, word_rows
from app.settings import bundled
from app.vocabulary.words import OpenWords

_FILE: Final = bundled("seed") / VOCABULARY_FILE
WORDS: Final = OpenWords.of(word_rows(read(_FILE, VocabularyFile), Examination(_FILE.name)))
MEASURES: Final = WORDS.measures
