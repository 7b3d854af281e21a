-- The whole room in one file. Change this file AND add a migration; tests/migration proves that they agree.
-- Times are whole microseconds since 1970-01-01 UTC. Ids are text. JSON is text.

-- bytes as they arrived: what is known of them …
CREATE TABLE dispatches (
    n INTEGER PRIMARY KEY,               -- order of arrival
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    filename TEXT,
    content_type TEXT,
    parent TEXT,                         -- the first dispatch that enclosed it
    depth INTEGER NOT NULL DEFAULT 0,
    n_bytes INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'placed', 'spiked')),
    format TEXT,
    reason TEXT,
    faults TEXT,                         -- JSON: [Fault, …]
    items TEXT,                          -- JSON: ids in the order of the copy
    n_replays INTEGER NOT NULL DEFAULT 0,
    url TEXT,                            -- where it was fetched from
    language TEXT,                       -- as the transport said
    entry TEXT                           -- the id of the entry of a feed whose document it is
);
CREATE INDEX dispatches_kept ON dispatches (n) WHERE state = 'kept';
CREATE INDEX dispatches_spiked ON dispatches (n) WHERE state = 'spiked';

-- … and the bytes themselves, zstd, never written twice
CREATE TABLE dispatch_bytes (
    dispatch INTEGER PRIMARY KEY REFERENCES dispatches (n),
    data BLOB NOT NULL
);

-- which dispatch came inside which
CREATE TABLE enclosures (
    parent TEXT NOT NULL REFERENCES dispatches (id),
    n INTEGER NOT NULL,
    child TEXT NOT NULL REFERENCES dispatches (id),
    PRIMARY KEY (parent, n)
) WITHOUT ROWID;

-- chains and stories: ids, and where they went when they were found to be another one
CREATE TABLE chains (
    id TEXT PRIMARY KEY,
    merged_into TEXT,
    public_top TEXT,                     -- the version readers see, or the tombstone of the last killed one
    public_at INTEGER,
    n_public INTEGER NOT NULL DEFAULT 0,
    desk_top TEXT,                       -- the same with held copy counted in
    desk_at INTEGER,
    n_desk INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX chains_public ON chains (public_at) WHERE public_top IS NOT NULL;
CREATE INDEX chains_desk ON chains (desk_at) WHERE desk_top IS NOT NULL;

CREATE TABLE stories (
    id TEXT PRIMARY KEY,
    merged_into TEXT,
    name TEXT                            -- an editor's; NULL = pages take its newest line
) WITHOUT ROWID;

-- one transmission each; `copy` never changes, the rest is its place
CREATE TABLE items (
    seq INTEGER PRIMARY KEY,             -- of the event that showed it: filed or held; released moves it up
    arrived INTEGER NOT NULL UNIQUE,     -- of its first event
    id TEXT NOT NULL UNIQUE,
    chain TEXT NOT NULL REFERENCES chains (id),
    story TEXT NOT NULL REFERENCES stories (id),
    source TEXT NOT NULL,
    dispatch TEXT NOT NULL REFERENCES dispatches (id),
    received_at INTEGER NOT NULL,
    at INTEGER NOT NULL,                 -- the agency's time, else ours; when released: not before the release
    agency TEXT,                         -- folded as searches fold it, like the next
    agency_name TEXT,
    rank TEXT,
    position INTEGER NOT NULL DEFAULT 1,
    superseded_by TEXT,
    killed_by TEXT,
    killed_at INTEGER,
    corrected_by TEXT,
    held_until INTEGER,
    is_held INTEGER NOT NULL DEFAULT 0,  -- 0 free, 1 until `held_until`, 2 until an editor says so
    is_notice INTEGER NOT NULL DEFAULT 0,-- a kill or withdrawal: an order to editors, not copy
    is_add INTEGER NOT NULL DEFAULT 0,   -- stands behind another item, never on top of its chain
    story_reason TEXT,
    link TEXT,                           -- JSON: Link
    high INTEGER NOT NULL,               -- the highest received_at up to this seq: never falls from one to the next
    n_words INTEGER NOT NULL,            -- what searches compare, like the next
    urgency INTEGER,
    priority INTEGER,
    number INTEGER,
    copy BLOB NOT NULL,                  -- JSON of the item, zstd
    own_chain TEXT,                      -- the machine's chain, where an editor's is another one; NULL = `chain`
    own_story TEXT,                      -- the same of the story
    story_mate TEXT                      -- the item whose company it keeps in a story that an editor split
);
CREATE INDEX items_chain ON items (chain, position);
CREATE INDEX items_story ON items (story, at);
CREATE INDEX items_received ON items (received_at, arrived);
CREATE INDEX items_high ON items (high);
CREATE INDEX items_late ON items (received_at) WHERE received_at < high;
-- all that searches read without words, narrow enough to be read through
CREATE INDEX items_facts ON items (
    seq, received_at, is_held, is_notice, killed_by, superseded_by, position, n_words, urgency, priority, number
);
CREATE INDEX items_own_chain ON items (own_chain) WHERE own_chain IS NOT NULL;
CREATE INDEX items_own_story ON items (own_story) WHERE own_story IS NOT NULL;
CREATE INDEX items_held ON items (held_until) WHERE is_held = 1;

-- the native id of each item by a number of 64 bits, 0 = it has none; so that copy of any age is found by it
CREATE TABLE search_guids (
    arrived INTEGER PRIMARY KEY,         -- items.arrived
    key INTEGER NOT NULL
);
CREATE INDEX search_guids_key ON search_guids (key) WHERE key <> 0;

-- what items do to others, kept also for targets that have not come yet
CREATE TABLE changes (
    item TEXT NOT NULL,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    reason TEXT NOT NULL,
    basis TEXT,                          -- of a kill: how its target was found
    PRIMARY KEY (item, kind, target)
) WITHOUT ROWID;
CREATE INDEX changes_target ON changes (target, kind);

-- the wire
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    item TEXT,
    by_item TEXT,                        -- another item whose words are in `data`
    chain TEXT,
    story TEXT,
    data TEXT NOT NULL
);
CREATE INDEX events_item ON events (item) WHERE item IS NOT NULL;
CREATE INDEX events_alarm ON events (seq) WHERE kind = 'alarm';
CREATE INDEX events_by_item ON events (by_item) WHERE by_item IS NOT NULL;

-- what editors did, oldest first; an event `edited` has the same seq
CREATE TABLE decisions (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    story TEXT,
    alarm INTEGER UNIQUE,                -- seq of the alarm that was seen to
    undone_by TEXT,                      -- id of the decision by which it holds no more
    data TEXT NOT NULL,            -- JSON: Decision
    editor TEXT,                         -- whose it is
    collection TEXT                      -- id, if it is about one
);
CREATE INDEX decisions_standing ON decisions (seq) WHERE undone_by IS NULL
    AND kind IN ('split_chain', 'join_chains', 'split_story', 'join_stories', 'pin');
CREATE INDEX decisions_story ON decisions (story) WHERE story IS NOT NULL;
CREATE INDEX decisions_together ON decisions (seq) WHERE undone_by IS NULL
    AND kind IN ('take', 'note', 'mark', 'collect', 'send');
CREATE INDEX decisions_collection ON decisions (collection) WHERE collection IS NOT NULL;
CREATE INDEX decisions_open ON decisions (seq) WHERE kind = 'open_collection' AND undone_by IS NULL;

-- the items a decision was about
CREATE TABLE decided_items (
    item TEXT NOT NULL,
    decision INTEGER NOT NULL REFERENCES decisions (seq),
    PRIMARY KEY (item, decision)
) WITHOUT ROWID;

-- our own normalised words (wireroom.text.terms) and, in `facts`, keywords as words of their own; the text itself is in
-- items.copy. rowid = items.seq * 4 + who may find it by this: 0 all, 1 the desk, 2 readers (what they see of killed copy)
CREATE VIRTUAL TABLE search USING fts5 (
    headline, slug, body, byline, dateline, place, subject, facts,
    content = '', tokenize = 'ascii', prefix = '1 2'
);

-- of each document of `search` what many items share, and its shortest texts: told in a microsecond, where the index would
-- read a long list, or the copy would be unpacked
CREATE TABLE search_heads (
    doc INTEGER PRIMARY KEY,             -- the document's rowid
    facts TEXT NOT NULL,                 -- agency, category, language and source as words of the index, a blank around each
    headline TEXT NOT NULL,              -- folded words, as the index has them
    slug TEXT NOT NULL
);

-- the same documents without where in them a word stands, for searches that need not know: lists a tenth as long, newest
-- first. rowid = 2^40 - the document's rowid: FTS5 reads rising rowids faster, and stops at once
CREATE VIRTUAL TABLE search_lists USING fts5 (
    words,                               -- each word once, words of short fields again with the field, facts, and pairs
    content = '', tokenize = 'ascii', detail = none, columnsize = 0
);
-- a row while documents of items below a seq are not in `search_lists` yet (rooms that were made before it)
CREATE TABLE search_unlisted (
    below INTEGER NOT NULL
);

CREATE TABLE notes (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

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
    problem TEXT,
    number INTEGER
);
CREATE INDEX deliveries_item ON deliveries (item, subscriber);
CREATE INDEX deliveries_subscriber ON deliveries (subscriber, n);
CREATE INDEX deliveries_channel ON deliveries (channel, n);
CREATE INDEX deliveries_state ON deliveries (state, n);
CREATE INDEX deliveries_waiting ON deliveries (channel, turn, due_at, n) WHERE state IN ('queued', 'failed');

-- those who are sent copy itself, as JSON; what they were sent is numbered
CREATE TABLE subscribers (
    id TEXT PRIMARY KEY,
    subscriber TEXT NOT NULL,
    is_paused INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX deliveries_number ON deliveries (subscriber, number) WHERE number IS NOT NULL;
CREATE INDEX deliveries_kills ON deliveries (item) WHERE kind = 'killed';
