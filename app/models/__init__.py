"""The tables: reference data, provenance and facts; one declarative base."""
