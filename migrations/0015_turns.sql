-- Whose turn an ask or a session is and since when, in words of the core, with nothing where it is nobody's; and whether
-- it is settled that the two of a session meet or do not. It holds for the version that stands beside it. What an
-- earlier release writes says nothing of it, before this and afterwards; of that its body tells.
ALTER TABLE ask ADD COLUMN turn TEXT;
ALTER TABLE ask ADD COLUMN turn_since BIGINT;
ALTER TABLE ask ADD COLUMN turn_of BIGINT;
ALTER TABLE session ADD COLUMN turn TEXT;
ALTER TABLE session ADD COLUMN turn_since BIGINT;
ALTER TABLE session ADD COLUMN unsettled BOOLEAN;
ALTER TABLE session ADD COLUMN turn_of BIGINT;
-- What a query asks of a row stands in its index, so that counting reads no rows.
CREATE INDEX ask_turn ON ask (community, turn, turn_since, id, turn_of, version)
WHERE turn <> '' AND turn_of = version;
CREATE INDEX ask_unsaid ON ask (community, id) WHERE open AND turn_of IS DISTINCT FROM version;
CREATE INDEX session_turn ON session (community, turn, turn_since, id, turn_of, version)
WHERE turn <> '' AND turn_of = version;
CREATE INDEX session_unsaid ON session (community, id) WHERE turn_of IS DISTINCT FROM version;
CREATE INDEX session_unsaid_open ON session (community, id) WHERE open AND turn_of IS DISTINCT FROM version;
CREATE INDEX session_unsettled ON session (community, mentor, id, unsettled, turn_of, version)
WHERE unsettled AND turn_of = version;
-- Those whom nothing reaches, of whom every first page tells.
CREATE INDEX member_unreachable ON member (community, since, id) WHERE body LIKE '%"unreachable":"%';
