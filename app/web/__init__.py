"""What all resources share on the web: reading a query, fetching rows, writing answers, saying what was wrong."""
