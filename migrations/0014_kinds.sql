-- How many kinds of lines the release knew that wrote the books of a community. Where another one reads them, it writes
-- them anew from the journal. Books from before this column came are of an earlier one.
ALTER TABLE rollup ADD COLUMN kinds BIGINT NOT NULL DEFAULT 0;
