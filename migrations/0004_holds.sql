-- What one process at a time has to itself, such as a shard of a gateway. It belongs to no community.
CREATE TABLE hold (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    -- When somebody else may take it.
    free_at BIGINT NOT NULL
);
