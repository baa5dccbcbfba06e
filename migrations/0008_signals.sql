-- Reasons why now: what learners handed in, what is due, what does not go well. Metadata alone, and each ends by itself.
CREATE TABLE signal (
    community TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    -- A member, or an account at a source while nobody has said that it is theirs.
    whose TEXT NOT NULL,
    until BIGINT NOT NULL,
    undone_at BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (community, id)
);
CREATE INDEX signal_whose ON signal (community, whose, until) WHERE undone_at IS NULL;
CREATE INDEX signal_until ON signal (community, until);

-- Whose accounts at sources are. The id is the account.
CREATE TABLE link (
    community TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    -- Nobody's once they took it back.
    member TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (community, id)
);
CREATE INDEX link_member ON link (community, member, id) WHERE member IS NOT NULL;

-- How much arrived from each source on each day, counted from 1970 in UTC, and what became of it.
CREATE TABLE arrival (
    community TEXT NOT NULL,
    day BIGINT NOT NULL,
    source TEXT NOT NULL,
    outcome TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (community, day, source, outcome)
);
