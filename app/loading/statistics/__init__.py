"""Datasets: official statistics in files of millions of rows, each file checked row by row and loaded as one source."""
