-- When a task was claimed for the first time: before that it cannot have been done. Of one that had been claimed before
-- this column came, it is not known.
ALTER TABLE task ADD COLUMN first_try BIGINT;
