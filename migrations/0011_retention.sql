-- Words are not kept for ever: since when a session is over and still has some. A session of an earlier release does not
-- say so; it stands at the beginning of time, and is looked at first.
ALTER TABLE session ADD COLUMN told_at BIGINT DEFAULT 0;
CREATE INDEX session_told ON session (community, told_at, id) WHERE NOT open;

-- Calls are forgotten by when they were answered.
CREATE INDEX call_at ON call (community, at);
