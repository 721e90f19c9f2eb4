"""The reader of numbers in English texts, on one lexicon with the proof of dossiers."""
