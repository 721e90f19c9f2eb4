-- The columns of the file, with the key and the foreign keys that our table has of them.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA foreign_keys = ON;
CREATE TABLE flows (
  reporter TEXT NOT NULL REFERENCES areas (code),
  partner TEXT NOT NULL REFERENCES areas (code),
  flow TEXT NOT NULL,
  period TEXT NOT NULL,
  commodity TEXT NOT NULL REFERENCES commodities (id),
  primary_value INTEGER,
  net_weight INTEGER,
  PRIMARY KEY (reporter, partner, flow, period, commodity)
) WITHOUT ROWID;
