-- What PostgreSQL says in its own way, by name, beside tables/queries.sql.

-- name: begin_reading
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;

-- name: begin_writing
BEGIN ISOLATION LEVEL READ COMMITTED;

-- name: let_disk_wait
SET LOCAL synchronous_commit = off;

-- name: limit_time
SELECT set_config('statement_timeout', :ms, true);

-- name: lock_wire
-- One transaction at a time adds events, to its end: so a seq is never visible before a lower one. Its statements are planned
-- once, perhaps while the room was empty: none of them may read through a whole table that has an index for it.
SELECT pg_advisory_xact_lock(CAST(CAST('room' AS regclass) AS oid)::int, 1), set_config('enable_seqscan', 'off', true);

-- name: desk_now
SELECT desk FROM room;

-- name: tell
-- Heard at the commit.
SELECT pg_notify('wireroom_' || CAST(CAST('room' AS regclass) AS oid), CAST(:news AS TEXT));

-- name: known
SELECT id FROM items WHERE id = ANY (:ids);

-- name: chains_bearing
SELECT i.chain, i.own_chain FROM search_guids g JOIN items i ON i.arrived = g.arrived
WHERE g.key = ANY (CAST(:ids AS BIGINT[])) AND g.key <> 0 ORDER BY i.arrived DESC LIMIT 100;

-- name: machine_chains
SELECT * FROM items WHERE (chain = ANY (:ids) AND own_chain IS NULL) OR own_chain = ANY (:ids)
ORDER BY arrived DESC LIMIT :limit;

-- name: items_by_id
SELECT * FROM items WHERE id = ANY (:ids);

-- name: rereadings
SELECT item, data FROM events WHERE item = ANY (:ids) AND seq > :after AND kind = 'reread' ORDER BY seq;

-- name: items_by_seq
SELECT * FROM items WHERE seq = ANY (:ids) ORDER BY seq DESC;

-- name: names
SELECT id, name FROM stories WHERE name IS NOT NULL AND id = ANY (:ids);

-- name: decisions_on
SELECT seq, undone_by, data FROM decisions WHERE story = :story
    OR seq IN (SELECT decision FROM decided_items WHERE item = ANY (:ids))
ORDER BY seq DESC LIMIT :limit;

-- name: drop_words
DELETE FROM search WHERE doc = :doc;

-- name: add_part
SELECT add_search_part(:part);

-- name: search_parts
SELECT c.relname AS name FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
WHERE h.inhparent = CAST('search' AS regclass);

-- name: last_listed
SELECT doc >> 2 AS seq FROM search WHERE doc >= :start AND doc < :stop ORDER BY doc DESC LIMIT 1;

-- name: terms_between
SELECT term FROM search_terms WHERE term >= :first AND term <= :last;

-- name: rank_words
-- What stands in headline and slug says most; long copy has more of any word.
SELECT doc >> 2 AS seq FROM search
WHERE doc = ANY (:docs) AND words @@ CAST(:words AS tsquery)
ORDER BY ts_rank('{0.1, 0.2, 0.4, 1.0}', words, CAST(:words AS tsquery), 1) DESC, doc DESC;

-- name: last_until
-- No item received before then stands above this seq: the last in turn, or one of the few that came late or were released.
SELECT greatest(
    coalesce((SELECT seq FROM items WHERE high < :at ORDER BY high DESC, seq DESC LIMIT 1), 0),
    coalesce((SELECT max(seq) FROM items WHERE received_at < high AND received_at < :at), 0)
) AS seq;

-- name: story_starts
-- Each agency's first item on each story that began in the period; killed, held and wordless items do not count.
SELECT * FROM (
    SELECT DISTINCT ON (i.story, i.agency, i.agency_name)
        i.story, i.agency, i.agency_name, i.id, i.rank, i.received_at FROM items i
    WHERE i.received_at >= :since AND i.received_at < :until AND i.is_held = 0 AND i.is_notice = 0 AND i.killed_by IS NULL
        AND NOT EXISTS (SELECT 1 FROM items e WHERE e.story = i.story AND e.received_at < :since)
    ORDER BY i.story, i.agency, i.agency_name, i.received_at, i.seq
) AS first ORDER BY received_at LIMIT :limit;

-- name: size
SELECT sum(pg_total_relation_size(c.oid))::bigint AS n_bytes FROM pg_class c
WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = CAST('room' AS regclass)) AND c.relkind = 'r';

-- name: become_desk
UPDATE room SET desk = desk + 1 RETURNING desk;

-- name: try_desk
SELECT pg_try_advisory_lock(CAST(CAST('room' AS regclass) AS oid)::int, 2) AS is_taken;

-- name: room_name
SELECT 'wireroom_' || CAST(CAST('room' AS regclass) AS oid) AS name;

-- name: damage
-- What no constraint holds: an item without its words, an event without its item, a chain whose top is gone.
SELECT 'item ' || i.id || ' cannot be found by its words' AS damage FROM items i
WHERE NOT EXISTS (SELECT 1 FROM search s WHERE s.doc >= i.seq * 4 AND s.doc < i.seq * 4 + 4)
UNION ALL SELECT 'event ' || e.seq || ' names an item that is gone, ' || e.item FROM events e
WHERE e.item IS NOT NULL AND NOT EXISTS (SELECT 1 FROM items i WHERE i.id = e.item)
UNION ALL SELECT 'chain ' || c.id || ' has a top that is gone, ' || c.public_top FROM chains c
WHERE c.public_top IS NOT NULL AND NOT EXISTS (SELECT 1 FROM items i WHERE i.id = c.public_top)
LIMIT 20;

-- name: count_on
-- After rows were written with numbers of their own, the next ones go on from these.
SELECT
    setval(pg_get_serial_sequence('dispatches', 'n'), coalesce((SELECT max(n) FROM dispatches), 0) + 1, false) AS dispatches,
    setval(pg_get_serial_sequence('deliveries', 'n'), coalesce((SELECT max(n) FROM deliveries), 0) + 1, false) AS deliveries;

-- name: waiting_channels
-- Each channel that something waits for, by jumping from one to the next in the index.
WITH RECURSIVE found (channel) AS (
    SELECT min(channel) FROM deliveries WHERE state IN ('queued', 'failed')
    UNION ALL
    SELECT (SELECT min(d.channel) FROM deliveries d WHERE d.state IN ('queued', 'failed') AND d.channel > found.channel)
    FROM found WHERE found.channel IS NOT NULL
)
SELECT channel FROM found WHERE channel IS NOT NULL;

-- name: heads
-- The first in line of each channel and turn; what a paused subscriber waits for does not stand in line.
WITH RECURSIVE found (channel) AS (
    SELECT min(channel) FROM deliveries WHERE state IN ('queued', 'failed')
    UNION ALL
    SELECT (SELECT min(d.channel) FROM deliveries d WHERE d.state IN ('queued', 'failed') AND d.channel > found.channel)
    FROM found WHERE found.channel IS NOT NULL
), turns (turn) AS (
    SELECT 0 UNION ALL SELECT 1 UNION ALL SELECT 2
), first (n) AS (
    SELECT (
        SELECT d.n FROM deliveries d
        WHERE d.state IN ('queued', 'failed') AND d.channel = found.channel AND d.turn = turns.turn
            AND (d.turn = 0 OR d.subscriber NOT IN (SELECT s.id FROM subscribers s WHERE s.is_paused = 1))
        ORDER BY d.due_at, d.n LIMIT 1
    ) FROM found CROSS JOIN turns WHERE found.channel IS NOT NULL
)
SELECT h.n, h.channel, h.turn, h.attempts, h.due_at, h.next_at FROM first JOIN deliveries h ON h.n = first.n
ORDER BY h.channel, h.turn;

-- name: keep_bytes
INSERT INTO dispatch_bytes (dispatch, month, data) SELECT n, month_of(received_at), :data FROM dispatches WHERE id = :id;

-- name: fill_bytes
INSERT INTO dispatch_bytes (dispatch, month, data) VALUES (:n, month_of(CAST(:received_at AS BIGINT)), :data);

-- name: add_months
SELECT add_months(month_of(CAST(extract(EPOCH FROM now()) * 1000000 AS BIGINT)));

-- name: drop_emptied_months
SELECT drop_emptied_months(month_of(:now), :nothing) AS n;

-- name: has_months
-- The next one is made after this one.
SELECT to_regclass('dispatch_bytes_' || month_of(CAST(extract(EPOCH FROM date_trunc('month', now()) + INTERVAL '1 month 1 day')
    * 1000000 AS BIGINT))) IS NOT NULL AS has_months;

-- What follows asks or writes for all items of a transaction what the statements of like names do for one (_together.py).

-- name: keep_all
-- An id that is there already is left out, and is not among what this gives. :rows and :packed are of one length.
WITH told AS MATERIALIZED (
    SELECT * FROM ROWS FROM (
        json_to_recordset(CAST(:rows AS json)) AS (
            id TEXT, source TEXT, received_at BIGINT, filename TEXT, content_type TEXT, url TEXT, language TEXT, entry TEXT,
            parent TEXT, depth BIGINT, n_bytes BIGINT),
        unnest(CAST(:packed AS bytea[]))
    ) WITH ORDINALITY AS r (
        id, source, received_at, filename, content_type, url, language, entry, parent, depth, n_bytes, data, place)
), kept AS (
    INSERT INTO dispatches (id, source, received_at, filename, content_type, url, language, entry, parent, depth, n_bytes)
    SELECT id, source, received_at, filename, content_type, url, language, entry, parent, depth, n_bytes FROM told ORDER BY place
    ON CONFLICT (id) DO NOTHING RETURNING n, id, received_at
), stored AS (
    INSERT INTO dispatch_bytes (dispatch, month, data)
    SELECT k.n, month_of(k.received_at), t.data FROM kept k JOIN told t ON t.id = k.id
)
SELECT id FROM kept;

-- name: dispatch_states
SELECT id, state FROM dispatches WHERE id = ANY (:ids);

-- name: receipts
SELECT id, state, format, reason, faults, items, source, received_at FROM dispatches WHERE id = ANY (:ids);

-- name: lines_of_chains
SELECT chain, id, seq, at, position, superseded_by, killed_by, killed_at, is_held, is_notice, is_add
FROM items WHERE chain = ANY (:ids) ORDER BY chain, position, arrived;

-- name: changes_to_any
SELECT target, item, kind, reason FROM changes WHERE target = ANY (:ids) ORDER BY target, item;

-- name: keys_of_items
SELECT key FROM deliveries WHERE item = ANY (:ids);

-- name: add_chains
INSERT INTO chains (id) SELECT id FROM json_to_recordset(CAST(:rows AS json)) AS r (id TEXT) ON CONFLICT DO NOTHING;

-- name: add_stories
INSERT INTO stories (id) SELECT id FROM json_to_recordset(CAST(:rows AS json)) AS r (id TEXT)
ON CONFLICT (id) DO UPDATE SET merged_into = NULL WHERE stories.merged_into IS NOT NULL;

-- name: add_items
INSERT INTO items (
    seq, arrived, id, chain, story, source, dispatch, received_at, at, agency, agency_name, rank, position, superseded_by,
    held_until, is_held, is_notice, is_add, story_reason, link, high, n_words, urgency, priority, number, copy
)
SELECT seq, seq, id, chain, story, source, dispatch, received_at, at, agency, agency_name, rank, position, superseded_by,
    held_until, is_held, CAST(is_notice AS int), CAST(is_add AS int), story_reason, link,
    greatest(max(received_at) OVER (ORDER BY seq), (SELECT high FROM items ORDER BY seq DESC LIMIT 1)),
    n_words, urgency, priority, number, decode(copy, 'base64')
FROM json_to_recordset(CAST(:rows AS json)) AS r (
    seq BIGINT, id TEXT, chain TEXT, story TEXT, source TEXT, dispatch TEXT, received_at BIGINT, at BIGINT, agency TEXT,
    agency_name TEXT, rank TEXT, position BIGINT, superseded_by TEXT, held_until BIGINT, is_held BIGINT, is_notice BOOLEAN,
    is_add BOOLEAN, story_reason TEXT, link TEXT, n_words BIGINT, urgency BIGINT, priority BIGINT, number BIGINT, copy TEXT)
ORDER BY seq;

-- name: add_guids
INSERT INTO search_guids (arrived, key)
SELECT arrived, key FROM json_to_recordset(CAST(:rows AS json)) AS r (arrived BIGINT, key BIGINT) ON CONFLICT DO NOTHING;

-- name: add_all_words
INSERT INTO search (doc, words)
SELECT doc, CAST(words AS tsvector) FROM json_to_recordset(CAST(:rows AS json)) AS r (doc BIGINT, words TEXT);

-- name: add_events
INSERT INTO events (seq, kind, at, item, by_item, chain, story, data)
SELECT seq, kind, at, item, by_item, chain, story, data FROM json_to_recordset(CAST(:rows AS json)) AS r (
    seq BIGINT, kind TEXT, at BIGINT, item TEXT, by_item TEXT, chain TEXT, story TEXT, data TEXT);

-- name: add_deliveries
-- Numbered in the order in which they are told. A key that is there already changes nothing (and is not counted).
INSERT INTO deliveries (
    key, subscriber, name, channel, kind, seq, item, by_item, urgency, bells, turn, with_corrections, state, attempts,
    created_at, due_at, next_at, sent_at
)
SELECT key, subscriber, name, channel, kind, seq, item, by_item, urgency, bells, turn, CAST(with_corrections AS int), state,
    attempts, created_at, due_at, due_at, sent_at
FROM json_to_recordset(CAST(:rows AS json)) AS r (
    key TEXT, subscriber TEXT, name TEXT, channel TEXT, kind TEXT, seq BIGINT, item TEXT, by_item TEXT, urgency BIGINT,
    bells BIGINT, turn BIGINT, with_corrections BOOLEAN, state TEXT, attempts BIGINT, created_at BIGINT, due_at BIGINT,
    sent_at BIGINT)
ON CONFLICT (key) DO NOTHING;

-- name: set_lines
UPDATE items SET position = r.position, superseded_by = r.superseded_by
FROM json_to_recordset(CAST(:rows AS json)) AS r (id TEXT, position BIGINT, superseded_by TEXT) WHERE items.id = r.id;

-- name: set_chains
UPDATE chains SET public_top = r.public_top, public_at = r.public_at, n_public = r.n_public,
    desk_top = r.desk_top, desk_at = r.desk_at, n_desk = r.n_desk, merged_into = NULL
FROM json_to_recordset(CAST(:rows AS json)) AS r (
    id TEXT, public_top TEXT, public_at BIGINT, n_public BIGINT, desk_top TEXT, desk_at BIGINT, n_desk BIGINT)
WHERE chains.id = r.id;

-- name: set_all_placed
UPDATE dispatches SET state = r.state, format = r.format, reason = r.reason, faults = r.faults, items = r.items
FROM json_to_recordset(CAST(:rows AS json)) AS r (id TEXT, state TEXT, format TEXT, reason TEXT, faults TEXT, items TEXT)
WHERE dispatches.id = r.id;
