-- Who looks at a community's numbers in a browser: links that were given out, and browsers that are inside. Of their
-- secrets only the SHA-256 is kept, as `print`.
CREATE TABLE visit (
    community TEXT NOT NULL,
    print TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('invited', 'used', 'inside')),
    until BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (community, print)
);
-- A browser brings a secret, and does not tell of which community.
CREATE UNIQUE INDEX visit_print ON visit (print);
CREATE INDEX visit_until ON visit (community, until);

-- What is under way in a community, the oldest first.
CREATE INDEX ask_open ON ask (community, id) WHERE open;
CREATE INDEX session_open ON session (community, id) WHERE open;
