-- Editors split, join, pin and name; the machine's own places stay beside theirs.
ALTER TABLE items ADD COLUMN own_chain TEXT;
ALTER TABLE items ADD COLUMN own_story TEXT;
ALTER TABLE items ADD COLUMN story_mate TEXT;
CREATE INDEX items_own_chain ON items (own_chain) WHERE own_chain IS NOT NULL;
CREATE INDEX items_own_story ON items (own_story) WHERE own_story IS NOT NULL;
ALTER TABLE stories ADD COLUMN name TEXT;
CREATE INDEX events_alarm ON events (seq) WHERE kind = 'alarm';

CREATE TABLE decisions (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    story TEXT,
    alarm INTEGER UNIQUE,                -- seq of the alarm that was seen to
    undone_by TEXT,                      -- id of the decision by which it holds no more
    data TEXT NOT NULL                   -- JSON: Decision
);
CREATE INDEX decisions_standing ON decisions (seq) WHERE undone_by IS NULL
    AND kind IN ('split_chain', 'join_chains', 'split_story', 'join_stories', 'pin');
CREATE INDEX decisions_story ON decisions (story) WHERE story IS NOT NULL;

-- the items a decision was about
CREATE TABLE decided_items (
    item TEXT NOT NULL,
    decision INTEGER NOT NULL REFERENCES decisions (seq),
    PRIMARY KEY (item, decision)
) WITHOUT ROWID;
