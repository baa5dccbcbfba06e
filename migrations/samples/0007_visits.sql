-- Rows as the release that brought 0007_visits writes them: a link that was pressed, and the browser that pressed it.

INSERT INTO visit (community, print, stage, until, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', '1ef88521757bba3863ab125a600d4569ea441cd636ba5f4cd6847434b1c9bee4', 'used', 1795000600123, '{"print":"1ef88521757bba3863ab125a600d4569ea441cd636ba5f4cd6847434b1c9bee4","platform":"slack","external":"T1","member":"mem_00000000000000000000000002","until":"2026-11-18T11:16:40.123Z"}');

INSERT INTO visit (community, print, stage, until, body)
VALUES ('com_01M7Q5CQKVE00B1MV439MFJJK9', '684492911bd5c275263c2945759d4090c8e117bb635b7354496ff1808edf45e8', 'inside', 1795043200123, '{"print":"684492911bd5c275263c2945759d4090c8e117bb635b7354496ff1808edf45e8","platform":"slack","external":"T1","member":"mem_00000000000000000000000002","until":"2026-11-18T23:06:40.123Z"}');
