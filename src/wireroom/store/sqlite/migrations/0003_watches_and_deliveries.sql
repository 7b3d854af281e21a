-- saved searches that ring, and the ways by which deliveries leave; both as JSON, for nothing in them is searched
CREATE TABLE watches (
    id TEXT PRIMARY KEY,
    watch TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE channels (
    name TEXT PRIMARY KEY,
    channel TEXT NOT NULL
) WITHOUT ROWID;

-- the ledger: one row for each event, subscriber and channel; rows stay
CREATE TABLE deliveries (
    n INTEGER PRIMARY KEY,               -- order of making
    key TEXT NOT NULL UNIQUE,            -- the receiver knows duplicates by it
    subscriber TEXT NOT NULL,            -- id of a watch
    name TEXT NOT NULL,                  -- what it was called then
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,
    seq INTEGER NOT NULL,                -- of the event
    item TEXT NOT NULL,
    by_item TEXT,                        -- what killed or corrected it
    urgency INTEGER NOT NULL,
    bells INTEGER NOT NULL,
    turn INTEGER NOT NULL,               -- 0 kills, 1 all else: goes before `due_at`
    with_corrections INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'acknowledged', 'failed', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    sent_at INTEGER,
    acknowledged_at INTEGER,
    problem TEXT
);
CREATE INDEX deliveries_item ON deliveries (item, subscriber);
CREATE INDEX deliveries_subscriber ON deliveries (subscriber, n);
CREATE INDEX deliveries_channel ON deliveries (channel, n);
CREATE INDEX deliveries_state ON deliveries (state, n);
CREATE INDEX deliveries_waiting ON deliveries (channel, turn, due_at, n) WHERE state IN ('queued', 'failed');
