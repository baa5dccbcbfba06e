-- Rows as the release that brought 0009_audit writes them: an admin chose a channel, and kept two people apart, of whom one was
-- erased since.

INSERT INTO audit (community, number, body, hash)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 1, '{"after":{"channel":"C0123"},"at":"2026-11-18T11:06:40.123Z","before":{"channel":null},"by":"person 1","community":"com_01M7Q5CQKVE00B1MV439MFJJK9","number":1,"people":["4194dfb89ce59f4446914aee7af3d226387c719c77e69a458b94cb702248ef6c"],"previous":"0000000000000000000000000000000000000000000000000000000000000000"}', '3788ee63d70cb0a1c2a4fba31811351cc03d4871ca7ddd15a68a380fe67d8843');
INSERT INTO audit_name (community, number, place, member, salt)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 1, 1, 'mem_00000000000000000000000002', '10101010101010101010101010101010');
INSERT INTO audit (community, number, body, hash)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 2, '{"after":{"apart":{"is":"apart","who":["person 2","person 3"]}},"at":"2026-11-18T11:06:40.123Z","before":{"apart":{"is":"together","who":["person 2","person 3"]}},"by":"person 1","community":"com_01M7Q5CQKVE00B1MV439MFJJK9","number":2,"people":["c8b1494389d299e0d5660ac340732542212e70c0e0d198176efdcd596873d12f","05bc5b85ba6ccb5cbf698fb871e80a6aa74e4475fc79d0901bfb4bae3d31ae39","aca71001be2b0c45b5d803bfc1ecf26c926d4f5455aac06393e638095b1b95e9"],"previous":"3788ee63d70cb0a1c2a4fba31811351cc03d4871ca7ddd15a68a380fe67d8843"}', 'fd16d6db17e5adee908fc832079c1230227714624cba58ac988332f842b272ad');
INSERT INTO audit_name (community, number, place, member, salt)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 2, 1, 'mem_00000000000000000000000002', '20202020202020202020202020202020');
INSERT INTO audit_name (community, number, place, member, salt)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', 2, 2, 'mem_00000000000000000000000001', '21212121212121212121212121212121');
