-- Rows as the release that brought 0001_loop writes them: one of everything. Later releases must read them.

INSERT INTO community (community, version, platform, external, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 1, 'slack', 'T1', '{"id":"com_01M7Q5CQKVE00B1MV439MFJJK9","platform":"slack","external":"T1","zone":"Europe/Berlin","channel":null}');

INSERT INTO member (community, id, version, handle, since, holdings, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'mem_00000000000000000000000001', 1, 'U1', 1795000000123, 0, '{"id":"mem_00000000000000000000000001","community":"com_01M7Q5CQKVE00B1MV439MFJJK9","handle":"U1","name":"Member 1","calendar":{"zone":"Europe/Berlin","hours":"mon-fri 09:00-18:00","pause":null},"admin":false,"mentor":null,"met":{"mem_000000000000000000000000W4":"2026-11-18T11:06:40.123Z"},"since":"2026-11-18T11:06:40.123Z"}');
INSERT INTO member (community, id, version, handle, since, holdings, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'mem_00000000000000000000000002', 1, 'U2', 1795000000123, 1, '{"id":"mem_00000000000000000000000002","community":"com_01M7Q5CQKVE00B1MV439MFJJK9","handle":"U2","name":"Member 2","calendar":{"zone":"Europe/Berlin","hours":"mon-fri 09:00-18:00","pause":null},"admin":false,"mentor":{"topics":["parsing"],"caps":{"day":2,"week":3,"minutes":60},"languages":["de"],"held":[{"what":{"offer":"offer_00000000000000000000000000"},"at":"2026-11-18T11:06:40.123Z","minutes":"ten"}],"record":{"answered":3,"missed":1},"since":"2026-11-18T11:06:40.123Z"},"met":{"mem_000000000000000000000000W4":"2026-11-18T11:06:40.123Z"},"since":"2026-11-18T11:06:40.123Z"}');

INSERT INTO member_topic (community, stem, member, topic)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'pars', 'mem_00000000000000000000000002', 'parsing');

INSERT INTO win (community, id, version, learner, at, undone_at, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'win_00000000000000000000000001', 1, 'mem_00000000000000000000000001', 1795000000123, NULL, '{"id":"win_00000000000000000000000001","learner":"mem_00000000000000000000000001","deed":"Merged the parser","link":null,"at":"2026-11-18T11:06:40.123Z","undone":null}');

INSERT INTO ask (community, id, version, learner, at, open, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'ask_00000000000000000000000001', 1, 'mem_00000000000000000000000001', 1795000000123, TRUE, '{"id":"ask_00000000000000000000000001","learner":"mem_00000000000000000000000001","question":"How do I test a parser?","minutes":"fifteen","at":"2026-11-18T11:06:40.123Z","tried":["mem_000000000000000000000000W5"],"first_response":null,"stage":{"in_pool":{"since":"2026-11-18T11:06:40.123Z","tries":1}}}');

INSERT INTO offer (community, id, version, ask, mentor, open, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'offer_00000000000000000000000001', 1, 'ask_00000000000000000000000001', 'mem_00000000000000000000000002', TRUE, '{"id":"offer_00000000000000000000000001","ask":"ask_00000000000000000000000001","mentor":"mem_00000000000000000000000002","reasons":[],"draft":["now","You wrote the failing case first"],"stage":{"offered":{"until":"2026-11-18T15:06:40.123Z"}}}');

INSERT INTO session (community, id, version, ask, learner, mentor, open, starts_at, ends_at, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'ses_00000000000000000000000001', 1, 'ask_00000000000000000000000001', 'mem_00000000000000000000000001', 'mem_00000000000000000000000002', TRUE, 1795000000123, 1795000600123, '{"id":"ses_00000000000000000000000001","ask":"ask_00000000000000000000000001","offer":"offer_000000000000000000000000NW","learner":"mem_00000000000000000000000001","mentor":"mem_00000000000000000000000002","minutes":"ten","affirmation":{"words":"Nice work 1","specific":true,"landed":null},"draft":{"affirmation":null,"actionables":[null,null],"checkpoint":null},"stage":{"booked":{"starts_at":"2026-11-18T11:06:40.123Z"}}}');

INSERT INTO task (community, id, platform, kind, state, due, free_at, attempt, in_doubt, about, recipient, proactive, not_after, message, reason, settled_at, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'task_00000000000000000000000001', 'slack', 'act', 'ready', 1795000000123, 1795000000123, 0, FALSE, 'offer_00000000000000000000000001', NULL, FALSE, NULL, NULL, NULL, NULL, '{"id":"task_00000000000000000000000001","due":"2026-11-18T11:06:40.123Z","wish":null,"not_after":null,"about":"offer_00000000000000000000000001","work":{"act":"clock expire offer_00000000000000000000000001"}}');
INSERT INTO task (community, id, platform, kind, state, due, free_at, attempt, in_doubt, about, recipient, proactive, not_after, message, reason, settled_at, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'task_00000000000000000000000002', 'slack', 'deliver', 'done', 1795000000123, 1795000360123, 1, FALSE, 'mem_00000000000000000000000001', 'mem_00000000000000000000000001', TRUE, 1795003600123, '1795000000.000100', NULL, 1795000060123, '{"id":"task_00000000000000000000000002","due":"2026-11-18T11:06:40.123Z","wish":null,"not_after":"2026-11-18T12:06:40.123Z","about":"mem_00000000000000000000000001","work":{"deliver":{"to":{"member":"mem_00000000000000000000000001"},"message":{"receipt":{"key":"offer.new","version":3,"hash":"c0ffee"},"blocks":[{"paragraph":[{"plain":"Somebody noticed your work"}]}]},"manner":"proactive"}}}');

INSERT INTO receipt (community, task, member, script_key, script_version, script_hash, at)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'task_00000000000000000000000002', 'mem_00000000000000000000000001', 'offer.new', 3, 'c0ffee', 1795000060123);

INSERT INTO call (community, id, at, reply)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'call-1', 1795000000123, '{"message":{"receipt":{"key":"offer.new","version":3,"hash":"c0ffee"},"blocks":[{"paragraph":[{"plain":"call-1"}]}]},"form":null}');

INSERT INTO fact (community, id, at, member, kind, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'fact_00000000000000000000000001', 1795000000123, 'mem_00000000000000000000000001', 'landed', '{"id":"fact_00000000000000000000000001","at":"2026-11-18T11:06:40.123Z","member":"mem_00000000000000000000000001","event":{"kind":"landed","session":"ses_00000000000000000000000001"}}');

INSERT INTO keepsake (community, name, value)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 'dm/U1', 'D1');
