-- Rows as the release that brought 0014_kinds writes them: books that know of forty-two kinds.

UPDATE rollup SET kinds = 42 WHERE community = 'com_01M7Q5CQKVE00B1MV439MFJJK9';
