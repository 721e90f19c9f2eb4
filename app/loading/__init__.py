"""How data enters: reviewed dossiers and reference data, checked whole and loaded as one release."""
