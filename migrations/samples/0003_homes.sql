-- Rows as the release that brought 0003_homes writes them: somebody who is in two communities already enters a third.

INSERT INTO community (community, version, platform, external, closed, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJKB', 1, 'slack', 'T3', FALSE, '{"id":"com_01M7Q5CQKVE00B1MV439MFJJKB","platform":"slack","external":"T3","zone":"Europe/Berlin","channel":null,"standing":"open","on_removal":"keep"}');

INSERT INTO member (community, id, version, handle, since, holdings, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJKB', 'mem_00000000000000000000000001', 1, 'U1', 1795003600123, 0, '{"id":"mem_00000000000000000000000001","community":"com_01M7Q5CQKVE00B1MV439MFJJKB","handle":"U1","name":"Member 1","calendar":{"zone":"Europe/Berlin","hours":"mon-fri 09:00-18:00","pause":null},"zone_told":false,"language":"de","admin":false,"unreachable":null,"reported":null,"mentor":null,"met":{},"since":"2026-11-18T12:06:40.123Z"}');
