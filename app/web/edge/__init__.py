"""What stands before the routes: the gate, the cache of whole answers, conditional requests, metrics."""
