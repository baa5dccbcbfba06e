-- What a platform tells besides what people say: that messages do not arrive, and that a community is closed.

-- Nothing of a closed community is claimed: its tasks stand under a name of the platform that no worker asks for.
ALTER TABLE community ADD COLUMN closed BOOLEAN NOT NULL DEFAULT FALSE;

-- How often and since when a task was tried in vain. What ends well, or is no use any more, forgets since when.
ALTER TABLE task ADD COLUMN vain BIGINT NOT NULL DEFAULT 0 CHECK (vain >= 0);
ALTER TABLE task ADD COLUMN vain_since BIGINT;
CREATE INDEX task_vain ON task (community, vain_since, id) WHERE vain_since IS NOT NULL;
