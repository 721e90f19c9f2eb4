"""Reads files of other people: gzip or not whatever the name says, CSV or the JSON of an API, UTF-8 or Windows-1252."""
