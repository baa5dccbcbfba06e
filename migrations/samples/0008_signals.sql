-- Rows as the release that brought 0008_signals writes them: a deadline, what arrived for an account that nobody has claimed,
-- an account that is somebody's, and what arrived on a day.

INSERT INTO signal (community, id, version, whose, until, undone_at, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'sig_00000000000000000000000001', 1, 'mem_00000000000000000000000001', 1795086400123, NULL, '{"id":"sig_00000000000000000000000001","whose":"mem_00000000000000000000000001","source":"learner","kind":"deadline","what":"Parser homework","link":null,"key":"parser homework","at":"2026-11-18T11:06:40.123Z","until":"2026-11-19T11:06:40.123Z","undone":null}');
INSERT INTO signal (community, id, version, whose, until, undone_at, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'sig_00000000000000000000000002', 1, 'github/ana-dev', 1795086400123, NULL, '{"id":"sig_00000000000000000000000002","whose":"github/ana-dev","source":"github","kind":"submission","what":"Replace the nested matches","link":"https://git.example/pull/41","key":"merged https://git.example/pull/41","at":"2026-11-18T11:06:40.123Z","until":"2026-11-19T11:06:40.123Z","undone":null}');

INSERT INTO link (community, id, version, member, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'github/ben-dev', 1, 'mem_00000000000000000000000002', '{"account":"github/ben-dev","member":"mem_00000000000000000000000002","since":"2026-11-18T11:06:40.123Z"}');

INSERT INTO arrival (community, day, source, outcome, count)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 20775, 'github', 'noted', 3);
