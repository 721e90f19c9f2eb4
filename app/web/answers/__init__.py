"""What a client gets: pages, items, exports, counts and cursors."""
