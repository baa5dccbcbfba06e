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
