-- Rows as the release that brought 0002_news writes them: a closed community whose admin cannot be reached.

INSERT INTO community (community, version, platform, external, closed, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJKA', 2, 'slack', 'T2', TRUE, '{"id":"com_01M7Q5CQKVE00B1MV439MFJJKA","platform":"slack","external":"T2","zone":"Europe/Berlin","channel":"C1","standing":{"closed":{"since":"2026-11-18T11:06:40.123Z"}},"on_removal":"erase"}');

INSERT INTO member (community, id, version, handle, since, holdings, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJKA', 'mem_00000000000000000000000001', 1, 'U1', 1795000000123, 0, '{"id":"mem_00000000000000000000000001","community":"com_01M7Q5CQKVE00B1MV439MFJJKA","handle":"U1","name":"Member 1","calendar":{"zone":"Europe/Berlin","hours":"mon-fri 09:00-18:00","pause":null},"zone_told":true,"language":"de","admin":true,"unreachable":"2026-11-18T11:06:40.123Z","reported":"2026-11-18T11:06:40.123Z","mentor":null,"met":{},"since":"2026-11-18T11:06:40.123Z"}');

INSERT INTO task (community, id, platform, kind, state, due, free_at, attempt, in_doubt, about, recipient, proactive, not_after, message, reason, settled_at, vain, vain_since, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJKA', 'task_00000000000000000000000003', 'slack/closed', 'deliver', 'ready', 1795000000123, 1795000000123, 2, TRUE, 'mem_00000000000000000000000001', 'mem_00000000000000000000000001', TRUE, 1795003600123, NULL, 'no answer', NULL, 2, 1795000000123, '{"id":"task_00000000000000000000000003","due":"2026-11-18T11:06:40.123Z","wish":null,"not_after":"2026-11-18T12:06:40.123Z","about":"mem_00000000000000000000000001","work":{"deliver":{"to":{"member":"mem_00000000000000000000000001"},"message":{"receipt":{"key":"offer.new","version":3,"hash":"c0ffee"},"blocks":[{"paragraph":[{"plain":"Somebody noticed your work"}]}]},"manner":"proactive"}}}');
