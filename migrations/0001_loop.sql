-- The loop: who is there, what they did and asked, when they meet, what was promised, and what happened.
--
-- One text for SQLite and PostgreSQL. The community leads every key. Ids are TEXT made by us, times are Unix
-- milliseconds, a body is the whole value as JSON; the other columns are what reads look for.

CREATE TABLE community (
    community TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL CHECK (version > 0),
    platform TEXT NOT NULL,
    external TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (platform, external)
);

CREATE TABLE member (
    community TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    handle TEXT NOT NULL,
    since BIGINT NOT NULL,
    -- Offers and sessions that use up a mentor's caps.
    holdings BIGINT NOT NULL CHECK (holdings >= 0),
    body TEXT NOT NULL,
    PRIMARY KEY (community, id),
    UNIQUE (community, handle)
);
CREATE INDEX member_came ON member (community, since, id);
-- Candidates are put in order without reading anybody's body.
CREATE INDEX member_held ON member (community, id, holdings);

-- What each mentor is found by, derived from their topics.
CREATE TABLE member_topic (
    community TEXT NOT NULL,
    stem TEXT NOT NULL,
    member TEXT NOT NULL,
    topic TEXT NOT NULL,
    PRIMARY KEY (community, stem, member, topic)
);
CREATE INDEX member_topic_member ON member_topic (community, member, topic, stem);
CREATE INDEX member_topic_topic ON member_topic (community, topic, member);

CREATE TABLE win (
    community TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    learner TEXT NOT NULL,
    at BIGINT NOT NULL,
    undone_at BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (community, id)
);
CREATE INDEX win_learner ON win (community, learner, at) WHERE undone_at IS NULL;

CREATE TABLE ask (
    community TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    learner TEXT NOT NULL,
    at BIGINT NOT NULL,
    open BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (community, id)
);
CREATE INDEX ask_learner ON ask (community, learner) WHERE open;

CREATE TABLE offer (
    community TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    ask TEXT NOT NULL,
    mentor TEXT NOT NULL,
    open BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (community, id)
);
CREATE INDEX offer_mentor ON offer (community, mentor) WHERE open;
CREATE INDEX offer_ask ON offer (community, ask) WHERE open;

CREATE TABLE session (
    community TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    ask TEXT NOT NULL,
    learner TEXT NOT NULL,
    mentor TEXT NOT NULL,
    open BOOLEAN NOT NULL,
    -- The stretch of time that it takes from both people, while it does.
    starts_at BIGINT,
    ends_at BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (community, id),
    CHECK ((starts_at IS NULL) = (ends_at IS NULL))
);
CREATE INDEX session_learner_open ON session (community, learner) WHERE open;
-- `open` once more as a column, and compared with TRUE: it makes SQLite prefer this index to session_mentor, which
-- has a mentor's every session, however old.
CREATE INDEX session_mentor_open ON session (community, mentor, open) WHERE open = TRUE;
CREATE INDEX session_learner_busy ON session (community, learner, ends_at) WHERE ends_at IS NOT NULL;
CREATE INDEX session_mentor_busy ON session (community, mentor, ends_at) WHERE ends_at IS NOT NULL;
CREATE INDEX session_mentor ON session (community, mentor, id);

-- What is due and when.
--
--   ready ─► leased ─► done, dropped, failed
--     ▲        │
--     └────────┴── later, unknown, or the lease ran out
CREATE TABLE task (
    community TEXT NOT NULL,
    id TEXT NOT NULL,
    platform TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('act', 'deliver')),
    state TEXT NOT NULL CHECK (state IN ('ready', 'leased', 'done', 'dropped', 'failed')),
    due BIGINT NOT NULL,
    -- When it may be claimed: when it is due, or when its lease runs out.
    free_at BIGINT NOT NULL,
    attempt BIGINT NOT NULL CHECK (attempt >= 0),
    -- An earlier attempt ended without saying how.
    in_doubt BOOLEAN NOT NULL,
    about TEXT NOT NULL,
    recipient TEXT,
    proactive BOOLEAN NOT NULL,
    not_after BIGINT,
    -- How it ended: the platform's id of the message, or why there is none.
    message TEXT,
    reason TEXT,
    settled_at BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (community, id),
    CHECK ((state IN ('ready', 'leased')) = (settled_at IS NULL))
);
CREATE INDEX task_claim ON task (platform, kind, free_at, id, community) WHERE settled_at IS NULL;
CREATE INDEX task_due ON task (community, due, id) WHERE settled_at IS NULL;
CREATE INDEX task_about ON task (community, about) WHERE settled_at IS NULL AND kind = 'act';
CREATE INDEX task_said ON task (community, recipient, settled_at) WHERE proactive AND state = 'done';

-- Which wording each message that was sent was made from.
CREATE TABLE receipt (
    community TEXT NOT NULL,
    task TEXT NOT NULL,
    member TEXT,
    script_key TEXT NOT NULL,
    script_version BIGINT NOT NULL,
    script_hash TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (community, task)
);

-- The calls that were answered, so that a platform's retry changes nothing twice. Every commit writes here, so
-- this key alone keeps a commit from landing in a community that was forgotten meanwhile.
CREATE TABLE call (
    community TEXT NOT NULL REFERENCES community (community) DEFERRABLE INITIALLY DEFERRED,
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    reply TEXT NOT NULL,
    PRIMARY KEY (community, id)
);

-- The journal. It is only ever added to.
CREATE TABLE fact (
    community TEXT NOT NULL,
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    member TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (community, id)
);

-- What adapters keep.
CREATE TABLE keepsake (
    community TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (community, name)
);
