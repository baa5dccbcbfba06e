-- Rows as the release that brought 0013_told writes them: a check that keeps failing.

INSERT INTO signal (community, id, version, whose, until, undone_at, body, key)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'sig_00000000000000000000000003', 1, 'mem_00000000000000000000000001', 1795086400123, NULL, '{"id":"sig_00000000000000000000000003","whose":"mem_00000000000000000000000001","source":"github","via":"github/ana-dev","kind":"behaviour","what":"“tests” keeps failing on main","deed":null,"link":"https://git.example/run/9","key":"failing ana/parser main tests","times":["9/1"],"counts_from":3,"at":"2026-11-18T11:06:40.123Z","until":"2026-11-19T11:06:40.123Z","undone":null}', 'failing ana/parser main tests');
