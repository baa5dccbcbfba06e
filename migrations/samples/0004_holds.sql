-- Rows as the release that brought 0004_holds writes them: a shard of a gateway, held by one process.

INSERT INTO hold (name, holder, free_at)
VALUES ('discord/shard/0', 'process 1', 1795000060123);
