-- By what something that keeps failing is told from the rest, so that it is found for everybody of whom it was told once
-- it works again. Rows from before this column came have none; they end within a week.
ALTER TABLE signal ADD COLUMN key TEXT NOT NULL DEFAULT '';
CREATE INDEX signal_key ON signal (community, key, until) WHERE undone_at IS NULL AND key <> '';
