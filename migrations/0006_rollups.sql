-- Numbers out of daily books, so that nobody has to read the journal to tell them: see the core's kpi/rollup. All of this
-- can be written anew from the journal.

-- The books of a community: in which zone its days are, how many people have a number in them, and up to which fact the
-- journal was read where they are written anew; '~', which sorts behind every id, when that is over. As with calls, this
-- key keeps a fold from landing in a community that was forgotten meanwhile.
CREATE TABLE rollup (
    community TEXT NOT NULL REFERENCES community (community) DEFERRABLE INITIALLY DEFERRED,
    zone TEXT NOT NULL,
    people BIGINT NOT NULL,
    read_to TEXT NOT NULL,
    PRIMARY KEY (community)
);

-- Facts that wait to be folded; each is written with its fact.
CREATE TABLE rollup_wait (
    community TEXT NOT NULL,
    fact TEXT NOT NULL,
    PRIMARY KEY (community, fact)
);

-- What is known of an ask, a session, a person or a pair.
CREATE TABLE rollup_case (
    community TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (community, id)
);

-- The books. Bytes are BYTEA in PostgreSQL, and to SQLite they are bytes whatever it says here.
CREATE TABLE rollup_book (
    community TEXT NOT NULL,
    shelf TEXT NOT NULL,
    day BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (community, shelf, day)
);
