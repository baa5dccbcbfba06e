-- Rows as the release that brought 0012_tongues writes them: a message that waits with what it was said from, and the
-- receipt of one that was said in German.

INSERT INTO task (community, id, platform, kind, state, due, free_at, attempt, in_doubt, about, recipient, proactive, not_after, message, reason, settled_at, vain, vain_since, first_try, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJKA', 'task_0000000000000000000000000C', 'slack/closed', 'deliver', 'ready', 1795000000123, 1795000000123, 0, FALSE, 'mem_00000000000000000000000001', 'mem_00000000000000000000000001', FALSE, NULL, NULL, NULL, NULL, 0, NULL, NULL, '{"id":"task_0000000000000000000000000C","due":"2026-11-18T11:06:40.123Z","wish":null,"not_after":null,"about":"mem_00000000000000000000000001","work":{"deliver":{"to":{"member":"mem_00000000000000000000000001"},"message":{"receipt":{"key":"on-my-way","version":1,"hash":"c0ffee"},"blocks":[{"paragraph":[{"plain":"Ben knows that you are coming."}]}],"told":[{"said":{"key":"on-my-way","slots":{"partner":"Ben"},"actions":{}}}]},"manner":"awaited"}}}');

INSERT INTO receipt (community, task, member, script_key, script_version, script_hash, at, script_locale)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'task_0000000000000000000000000D', 'mem_00000000000000000000000001', 'on-my-way', 1, 'c0ffee', 1795000060123, 'de');
