"""Bilateral trade facts, each number with its hedge, its interval, its source and its proof."""
