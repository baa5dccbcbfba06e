-- Rows as the release that brought 0006_rollups writes them: books of a community, in which one fact waits.

INSERT INTO rollup (community, zone, people, read_to)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'Europe/Berlin', 1, '~');

INSERT INTO rollup_wait (community, fact)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'fact_00000000000000000000000001');

INSERT INTO rollup_case (community, id, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'mem_00000000000000000000000001', '{"#":1,"j":[[1795000000123,739938],null]}');

INSERT INTO rollup_book (community, shelf, day, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'mentors', 0, 'b');
