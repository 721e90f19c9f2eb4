"""What the product costs, beside other programs on the same data: ratios of one run, never absolute times."""
