-- Whether it is settled that the two of a session meet or do not. Of what an earlier release wrote its body tells: that
-- it is still to come, that nothing says so far that both came, or that what the two say of it differs.
ALTER TABLE session ADD COLUMN unsettled BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE session
SET unsettled = TRUE
WHERE body NOT LIKE '%"affirmation":{%"undone":"%'
    AND (
        body LIKE '%"stage":{"choosing":{%'
        OR body LIKE '%"stage":{"booked":{%'
        OR (
            (body LIKE '%"stage":{"meeting":{%' OR body LIKE '%"stage":{"noting":{%')
            AND body LIKE '%"held":false%'
        )
        OR (
            (body LIKE '%"learner":"not_met"%' OR body LIKE '%"mentor":"not_met"%')
            AND (
                body LIKE '%"held":true%'
                OR body LIKE '%"learner":"met"%'
                OR body LIKE '%"mentor":"met"%'
            )
        )
    );
CREATE INDEX session_unsettled ON session (community, mentor, id) WHERE unsettled;

-- Whose turn it is and since when, in words of the core; nothing where it is nobody's. Of what an earlier release wrote
-- it is not said until it is written again.
ALTER TABLE ask ADD COLUMN turn TEXT;
ALTER TABLE ask ADD COLUMN turn_since BIGINT;
ALTER TABLE session ADD COLUMN turn TEXT;
ALTER TABLE session ADD COLUMN turn_since BIGINT;
CREATE INDEX ask_turn ON ask (community, turn, turn_since, id) WHERE turn <> '';
CREATE INDEX ask_unsaid ON ask (community, id) WHERE open AND turn IS NULL;
CREATE INDEX session_turn ON session (community, turn, turn_since, id) WHERE turn <> '';
CREATE INDEX session_unsaid ON session (community, id) WHERE open AND turn IS NULL;
