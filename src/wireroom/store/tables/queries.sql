-- Statements that every engine understands, by name; what only one of them does stands in its own queries.sql.
-- Code passes names and values, never built strings.

-- name: keep_dispatch
-- The same id again changes nothing (and gives rowcount 0).
INSERT INTO dispatches (id, source, received_at, filename, content_type, url, language, entry, parent, depth, n_bytes)
VALUES (:id, :source, :received_at, :filename, :content_type, :url, :language, :entry, :parent, :depth, :n_bytes)
ON CONFLICT (id) DO NOTHING;

-- name: dispatch_state
SELECT state FROM dispatches WHERE id = :id;

-- name: unplaced
SELECT d.*, b.data FROM dispatches d JOIN dispatch_bytes b ON b.dispatch = d.n
WHERE d.state = 'kept' ORDER BY d.n LIMIT :limit;

-- name: dispatch
-- Bytes that licences do not let stay may be gone with their whole month.
SELECT d.*, b.data FROM dispatches d LEFT JOIN dispatch_bytes b ON b.dispatch = d.n WHERE d.id = :id;

-- name: receipt
SELECT id, state, format, reason, faults, items, source, received_at FROM dispatches WHERE id = :id;

-- name: enclose
INSERT INTO enclosures (parent, n, child) VALUES (:parent, :n, :child) ON CONFLICT DO NOTHING;

-- name: enclosed
SELECT child FROM enclosures WHERE parent = :parent ORDER BY n;

-- name: set_placed
UPDATE dispatches SET state = :state, format = :format, reason = :reason, faults = :faults, items = :items
WHERE id = :id;

-- name: spike
SELECT id, source, received_at, reason, n_bytes, filename, n_replays FROM dispatches
WHERE state = 'spiked' ORDER BY n DESC LIMIT :limit;

-- name: unspike
UPDATE dispatches SET state = 'kept', n_replays = n_replays + 1 WHERE id = :id AND state = 'spiked';

-- name: has_item
SELECT 1 FROM items WHERE id = :id;

-- name: add_item
INSERT INTO items (
    seq, arrived, id, chain, story, source, dispatch, received_at, at, agency, agency_name, rank, position, superseded_by,
    held_until, is_held, is_notice, is_add, story_reason, link, high, n_words, urgency, priority, number, copy
) VALUES (
    :seq, :seq, :id, :chain, :story, :source, :dispatch, :received_at, :at, :agency, :agency_name, :rank, :position,
    :superseded_by, :held_until, :is_held, :is_notice, :is_add, :story_reason, :link,
    (SELECT max(highs.at) FROM (
        SELECT :received_at AS at UNION ALL SELECT last.high FROM (SELECT high FROM items ORDER BY seq DESC LIMIT 1) AS last
    ) AS highs),
    :n_words, :urgency, :priority, :number, :copy
);

-- name: add_guid
INSERT INTO search_guids (arrived, key) VALUES (:arrived, :key) ON CONFLICT DO NOTHING;

-- name: set_guid
UPDATE search_guids SET key = :key WHERE arrived = :arrived;

-- name: without_guid
-- Behind the last that has one: items come in turn.
SELECT arrived, copy FROM items WHERE arrived > (SELECT coalesce(max(arrived), 0) FROM search_guids) ORDER BY arrived LIMIT :limit;

-- name: all_items
SELECT * FROM items ORDER BY seq;

-- name: chain_lines
SELECT id, seq, at, position, superseded_by, killed_by, killed_at, is_held, is_notice, is_add
FROM items WHERE chain = :chain ORDER BY position, arrived;

-- name: chain
SELECT * FROM chains WHERE id = :id;

-- name: add_chain
INSERT INTO chains (id) VALUES (:id) ON CONFLICT DO NOTHING;

-- name: set_chain
UPDATE chains SET public_top = :public_top, public_at = :public_at, n_public = :n_public,
    desk_top = :desk_top, desk_at = :desk_at, n_desk = :n_desk, merged_into = NULL WHERE id = :id;

-- name: merge_chain
UPDATE chains SET merged_into = :into, public_top = NULL, desk_top = NULL WHERE id = :id;

-- name: move_items
UPDATE items SET chain = :into WHERE chain = :id;

-- name: move_item
UPDATE items SET chain = :into WHERE id = :id;

-- name: chain_of
SELECT chain FROM items WHERE id = :id;

-- name: set_line
UPDATE items SET position = :position, superseded_by = :superseded_by WHERE id = :id;

-- name: add_story
INSERT INTO stories (id) VALUES (:id) ON CONFLICT (id) DO UPDATE SET merged_into = NULL WHERE stories.merged_into IS NOT NULL;

-- name: story
SELECT * FROM stories WHERE id = :id;

-- name: merge_story
UPDATE stories SET merged_into = :into WHERE id = :id;

-- name: story_moves
SELECT id, is_held FROM items WHERE story = :id ORDER BY arrived;

-- name: move_story
UPDATE items SET story = :into WHERE story = :id;

-- name: add_change
INSERT INTO changes (item, kind, target, reason, basis) VALUES (:item, :kind, :target, :reason, :basis) ON CONFLICT DO NOTHING;

-- name: changes_to
SELECT item, kind, reason FROM changes WHERE target = :target ORDER BY item;

-- name: changes_by
SELECT kind, target, reason, basis FROM changes WHERE item = :item ORDER BY target;

-- name: item_row
SELECT * FROM items WHERE id = :id;

-- name: kill_item
UPDATE items SET killed_by = :by, killed_at = :at WHERE id = :id;

-- name: unkill_item
UPDATE items SET killed_by = NULL, killed_at = NULL WHERE id = :id;

-- name: drop_change
DELETE FROM changes WHERE item = :item AND kind = :kind AND target = :target;

-- name: correct_item
UPDATE items SET corrected_by = :by WHERE id = :id;

-- name: worded_events
SELECT seq, data FROM events WHERE (item = :item OR by_item = :item) AND kind IN ('filed', 'released', 'corrected', 'reread');

-- name: set_event_data
UPDATE events SET data = :data WHERE seq = :seq;

-- name: due
SELECT * FROM items WHERE is_held = 1 AND held_until <= :now AND killed_by IS NULL ORDER BY held_until, arrived;

-- name: release_item
UPDATE items SET seq = :seq, is_held = 0, held_until = NULL, at = :at,
    high = (SELECT CASE WHEN last.high > items.received_at THEN last.high ELSE items.received_at END
        FROM (SELECT high FROM items ORDER BY seq DESC LIMIT 1) AS last) WHERE id = :id;

-- name: add_event
INSERT INTO events (seq, kind, at, item, by_item, chain, story, data)
VALUES (:seq, :kind, :at, :item, :by_item, :chain, :story, :data);

-- name: last_seq
SELECT coalesce(max(seq), 0) AS seq FROM events;

-- name: events_after
SELECT seq, kind, at, item, chain, story, data FROM events WHERE seq > :seq ORDER BY seq LIMIT :limit;

-- name: recent
SELECT * FROM items WHERE (received_at, arrived) > (:received_at, :arrived) ORDER BY received_at, arrived LIMIT :limit;

-- name: items_of_chain
SELECT * FROM items WHERE chain = :id ORDER BY position, arrived;

-- name: items_of_story
SELECT * FROM items WHERE story = :id ORDER BY at, arrived;

-- name: ticker_public
SELECT id, public_top AS top, public_at AS at, n_public AS n FROM chains
WHERE public_top IS NOT NULL ORDER BY public_at DESC, id DESC LIMIT :limit;

-- name: ticker_desk
SELECT id, desk_top AS top, desk_at AS at, n_desk AS n FROM chains
WHERE desk_top IS NOT NULL ORDER BY desk_at DESC, id DESC LIMIT :limit;

-- name: first_since
-- No item received from then on stands below this seq.
SELECT seq FROM items WHERE high >= :at ORDER BY high, seq LIMIT 1;

-- name: read_note
SELECT value FROM notes WHERE key = :key;

-- name: write_note
INSERT INTO notes (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: counts
-- Reads through a whole index of each: see `_counts`.
SELECT
    (SELECT count(*) FROM dispatches) AS n_dispatches,
    (SELECT count(*) FROM items) AS n_items,
    (SELECT count(*) FROM chains WHERE merged_into IS NULL) AS n_chains,
    (SELECT count(*) FROM stories WHERE merged_into IS NULL) AS n_stories;

-- name: figures
SELECT
    (SELECT count(*) FROM dispatches WHERE state = 'kept') AS n_kept,
    (SELECT count(*) FROM dispatches WHERE state = 'spiked') AS n_spiked,
    (SELECT coalesce(max(seq), 0) FROM events) AS last_seq,
    (SELECT max(received_at) FROM items) AS newest_received_at;

-- name: watches
SELECT watch FROM watches ORDER BY id;

-- name: write_watch
INSERT INTO watches (id, watch) VALUES (:id, :watch) ON CONFLICT (id) DO UPDATE SET watch = excluded.watch;

-- name: remove_watch
DELETE FROM watches WHERE id = :id;

-- name: channels
SELECT channel FROM channels ORDER BY name;

-- name: write_channel
INSERT INTO channels (name, channel) VALUES (:name, :channel)
ON CONFLICT (name) DO UPDATE SET channel = excluded.channel;

-- name: remove_channel
DELETE FROM channels WHERE name = :name;

-- name: subscribers
SELECT subscriber FROM subscribers ORDER BY id;

-- name: write_subscriber
INSERT INTO subscribers (id, subscriber, is_paused) VALUES (:id, :subscriber, :is_paused)
ON CONFLICT (id) DO UPDATE SET subscriber = excluded.subscriber, is_paused = excluded.is_paused;

-- name: remove_subscriber
DELETE FROM subscribers WHERE id = :id;

-- name: move_waiting
UPDATE deliveries SET channel = :channel
WHERE subscriber = :subscriber AND state IN ('queued', 'failed') AND channel <> :channel;

-- name: call_off_subscriber
UPDATE deliveries SET state = 'dead', problem = :problem
WHERE subscriber = :subscriber AND kind = 'item' AND state IN ('queued', 'failed');

-- name: resend
-- A microsecond apart, so that they leave in the order in which they were sent first.
UPDATE deliveries SET state = 'queued', attempts = 0, problem = NULL,
    due_at = :now + (number - CAST(:number AS BIGINT)), next_at = :now
WHERE subscriber = :subscriber AND number >= :number AND state IN ('dead', 'failed', 'acknowledged') AND channel <> 'desk';

-- name: recalls
-- Who was told of several orders counts once, by the newest.
SELECT item, max(by_item) AS by_item, min(created_at) AS began_at, max(acknowledged_at) AS ended_at, count(*) AS n_told,
    sum(CASE WHEN state = 'acknowledged' THEN 1 ELSE 0 END) AS n_acknowledged,
    sum(CASE WHEN state = 'dead' THEN 1 ELSE 0 END) AS n_dead,
    sum(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) AS n_failed
FROM deliveries d WHERE kind = 'killed' AND NOT EXISTS (
    SELECT 1 FROM deliveries l
    WHERE l.item = d.item AND l.subscriber = d.subscriber AND l.channel = d.channel AND l.kind = 'killed' AND l.n > d.n)
GROUP BY item
HAVING CAST(:is_open AS BIGINT) IS NULL
    OR (sum(CASE WHEN state = 'acknowledged' THEN 0 ELSE 1 END) > 0) = (CAST(:is_open AS BIGINT) = 1)
ORDER BY max(n) DESC LIMIT :limit;

-- name: has_rung_in_chain
SELECT 1 FROM items i JOIN deliveries d ON d.item = i.id AND d.subscriber = :subscriber
WHERE i.chain = :chain AND i.id <> :item LIMIT 1;

-- name: add_delivery
-- The same key again changes nothing (and gives rowcount 0).
INSERT INTO deliveries (
    key, subscriber, name, channel, kind, seq, item, by_item, urgency, bells, turn, with_corrections, state, attempts,
    created_at, due_at, next_at, sent_at
) VALUES (
    :key, :subscriber, :name, :channel, :kind, :seq, :item, :by_item, :urgency, :bells, :turn, :with_corrections, :state,
    :attempts, :created_at, :due_at, :due_at, :sent_at
) ON CONFLICT (key) DO NOTHING;

-- name: deliveries_of_event
SELECT key FROM deliveries WHERE item = :item AND seq = :seq;

-- name: told_of
-- Whoever may have been sent something of this item, one row for each subscriber and channel.
SELECT subscriber, channel, max(name) AS name, min(urgency) AS urgency, max(with_corrections) AS with_corrections
FROM deliveries WHERE item = :item AND kind IN ('alert', 'item', 'corrected') AND sent_at IS NOT NULL
GROUP BY subscriber, channel ORDER BY min(n);

-- name: kill_notices
-- Who was told that this item is killed, and how strong the order is that did it: 2 = a kill, 1 = a withdrawal, 0 = it does not
-- hold any more.
SELECT d.n, d.key, d.by_item, d.state, CASE
    WHEN EXISTS (SELECT 1 FROM changes c WHERE c.item = d.by_item AND c.kind = 'kills' AND c.target = d.item) THEN 2
    WHEN EXISTS (SELECT 1 FROM changes c WHERE c.item = d.by_item AND c.kind = 'withdraws' AND c.target = d.item) THEN 1
    WHEN substr(d.by_item, 1, 5) = 'desk-'
        AND EXISTS (SELECT 1 FROM decisions h WHERE h.id = substr(d.by_item, 6) AND h.undone_by IS NULL) THEN 2
    ELSE 0 END AS strength
FROM deliveries d WHERE d.item = :item AND d.kind = 'killed' ORDER BY d.n;

-- name: call_off
-- What has not left must not leave any more. What has a number of its subscriber still goes, without its words: a number that
-- never came would look as if something were lost.
UPDATE deliveries SET state = 'dead', problem = :problem
WHERE item = :item AND kind IN ('alert', 'item', 'corrected') AND state IN ('queued', 'failed') AND number IS NULL;

-- name: call_on
-- What was called off may leave after all: nobody has had it, nor been told of the kill.
UPDATE deliveries SET state = 'queued', attempts = 0, problem = NULL, due_at = :now, next_at = :now
WHERE item = :item AND kind IN ('alert', 'item', 'corrected') AND state = 'dead' AND problem = 'killed before it left'
    AND sent_at IS NULL;

-- name: next_deliveries
-- In their order: kills first, then by the time they are due, then as they were made.
SELECT * FROM deliveries
WHERE state IN ('queued', 'failed') AND channel = :channel AND turn = :turn AND due_at <= :now
    AND (turn = 0 OR subscriber NOT IN (SELECT s.id FROM subscribers s WHERE s.is_paused = 1))
ORDER BY due_at, n LIMIT :limit;

-- name: claim_delivery
-- A subscriber's number is given when something is sent to it for the first time, so that there are no gaps.
UPDATE deliveries SET state = 'sent', attempts = attempts + 1, sent_at = :now,
    number = coalesce(number, CASE WHEN EXISTS (SELECT 1 FROM subscribers s WHERE s.id = deliveries.subscriber)
        THEN (SELECT coalesce(max(d.number), 0) + 1 FROM deliveries d WHERE d.subscriber = deliveries.subscriber) END)
WHERE n = :n AND state IN ('queued', 'failed')
RETURNING *;

-- name: settle_delivery
UPDATE deliveries SET state = :state, next_at = coalesce(:next_at, next_at), problem = :problem,
    acknowledged_at = CASE WHEN :state = 'acknowledged' THEN :now ELSE acknowledged_at END
WHERE key = :key AND state = 'sent';

-- name: reopen_sent
-- On its way when the program ended: nobody knows whether it arrived, so it goes again under its key.
UPDATE deliveries SET state = 'queued' WHERE state = 'sent' AND channel <> 'desk';

-- name: replay_delivery
UPDATE deliveries SET state = 'queued', attempts = 0, due_at = :now, next_at = :now, problem = NULL
WHERE key = :key AND state IN ('dead', 'failed', 'acknowledged') AND channel <> 'desk';

-- name: replay_dead
UPDATE deliveries SET state = 'queued', attempts = 0, due_at = :now, next_at = :now, problem = NULL
WHERE state = 'dead' AND channel <> 'desk' AND (CAST(:channel AS TEXT) IS NULL OR channel = :channel);

-- name: acknowledge_delivery
UPDATE deliveries SET state = 'acknowledged', acknowledged_at = :now WHERE key = :key AND state = 'sent';

-- name: delivery
SELECT * FROM deliveries WHERE key = :key;

-- name: deliveries
SELECT * FROM deliveries
WHERE (CAST(:before AS BIGINT) IS NULL OR n < :before) AND (CAST(:state AS TEXT) IS NULL OR state = :state)
    AND (CAST(:channel AS TEXT) IS NULL OR channel = :channel)
    AND (CAST(:subscriber AS TEXT) IS NULL OR subscriber = :subscriber)
ORDER BY n DESC LIMIT :limit;

-- name: recipients
SELECT * FROM deliveries WHERE item = :item ORDER BY n;

-- name: rings
-- What rang on the desk after a seq.
SELECT * FROM deliveries WHERE channel = 'desk' AND n > :after ORDER BY n DESC LIMIT :limit;

-- name: delivery_counts
SELECT state, count(*) AS n FROM deliveries GROUP BY state;

-- name: set_own_chain
UPDATE items SET own_chain = :own WHERE id = :id;

-- name: set_own_story
UPDATE items SET own_story = :own WHERE id = :id;

-- name: merge_own_chain
UPDATE items SET own_chain = :into WHERE own_chain = :id;

-- name: merge_own_story
UPDATE items SET own_story = :into WHERE own_story = :id;

-- name: set_story_mate
UPDATE items SET story_mate = :mate WHERE id = :id;

-- name: story_place
SELECT id, story, chain, is_held FROM items WHERE id = :id;

-- name: set_story
UPDATE items SET story = :into WHERE id = :id;

-- name: point_chain
-- A chain without an item left leads to another one.
UPDATE chains SET merged_into = :into, public_top = NULL, desk_top = NULL
WHERE id = :id AND NOT EXISTS (SELECT 1 FROM items WHERE chain = :id);

-- name: point_story
UPDATE stories SET merged_into = :into WHERE id = :id AND NOT EXISTS (SELECT 1 FROM items WHERE story = :id);

-- name: name_story
UPDATE stories SET name = :name WHERE id = :id;

-- name: add_decision
INSERT INTO decisions (seq, id, kind, story, alarm, data, editor, collection)
VALUES (:seq, :id, :kind, :story, :alarm, :data, :editor, :collection);

-- name: add_decided_item
INSERT INTO decided_items (item, decision) VALUES (:item, :seq) ON CONFLICT DO NOTHING;

-- name: undo_decision
UPDATE decisions SET undone_by = :by WHERE id = :id AND undone_by IS NULL;

-- name: decision
SELECT seq, undone_by, data FROM decisions WHERE id = :id;

-- name: decisions
SELECT seq, undone_by, data FROM decisions WHERE seq < :before AND (:editor = '' OR editor = :editor)
    AND (:kind = '' OR kind = :kind) AND (:collection = '' OR collection = :collection)
ORDER BY seq DESC LIMIT :limit;

-- name: together
SELECT d.seq, d.undone_by, d.data, i.chain FROM decisions d
    JOIN decided_items x ON x.decision = d.seq JOIN items i ON i.id = x.item
WHERE d.undone_by IS NULL AND d.kind IN ('take', 'note', 'mark', 'collect', 'send') AND d.seq < :before
    AND (:collection = '' OR d.collection = :collection)
ORDER BY d.seq DESC LIMIT :limit;

-- name: together_on
SELECT d.seq, d.undone_by, d.data, i.chain FROM items i
    JOIN decided_items x ON x.item = i.id JOIN decisions d ON d.seq = x.decision
WHERE i.chain = :chain AND d.undone_by IS NULL AND d.kind IN ('take', 'note', 'mark', 'collect', 'send')
    AND d.seq < :before AND (:collection = '' OR d.collection = :collection)
ORDER BY d.seq DESC LIMIT :limit;

-- name: collections
SELECT d.seq, d.undone_by, d.data, (
    SELECT count(*) FROM decisions c WHERE c.collection = d.id AND c.kind = 'collect' AND c.undone_by IS NULL
) AS n_items
FROM decisions d WHERE d.kind = 'open_collection' AND d.undone_by IS NULL ORDER BY d.seq DESC LIMIT :limit;

-- name: standing_decisions
SELECT seq, undone_by, data FROM decisions WHERE undone_by IS NULL
    AND kind IN ('split_chain', 'join_chains', 'spare', 'split_story', 'join_stories', 'pin') ORDER BY seq;

-- name: alarms
SELECT e.seq, e.at, e.item, e.chain, e.story, e.data, d.seq AS seen_seq, d.undone_by, d.data AS seen
FROM events e LEFT JOIN decisions d ON d.alarm = e.seq
WHERE e.kind = 'alarm' AND (:state = 'all' OR (:state = 'open' AND d.seq IS NULL) OR (:state = 'seen' AND d.seq IS NOT NULL))
ORDER BY e.seq DESC LIMIT :limit;

-- name: open_alarms_of
SELECT e.seq, e.chain, e.story FROM events e LEFT JOIN decisions d ON d.alarm = e.seq
WHERE e.item = :item AND e.kind = 'alarm' AND d.seq IS NULL ORDER BY e.seq;

-- name: reopen_alarm
UPDATE decisions SET alarm = NULL WHERE id = :id;

-- name: alarm
SELECT e.seq, e.at, e.item, e.chain, e.story, e.data, d.seq AS seen_seq, d.undone_by, d.data AS seen
FROM events e LEFT JOIN decisions d ON d.alarm = e.seq WHERE e.kind = 'alarm' AND e.seq = :seq;

-- name: active_agencies
SELECT agency, agency_name, min(id) AS id FROM items
WHERE received_at >= :since AND received_at < :until AND is_held = 0 AND is_notice = 0
GROUP BY agency, agency_name;

-- moving house: every table in pages by its key, and back; tables/_moving.py has the columns

-- name: count_rows
SELECT
    (SELECT count(*) FROM dispatches) AS dispatches,
    (SELECT count(*) FROM enclosures) AS enclosures,
    (SELECT count(*) FROM chains) AS chains,
    (SELECT count(*) FROM stories) AS stories,
    (SELECT count(*) FROM items) AS items,
    (SELECT count(*) FROM changes) AS changes,
    (SELECT count(*) FROM events) AS events,
    (SELECT count(*) FROM decisions) AS decisions,
    (SELECT count(*) FROM decided_items) AS decided_items,
    (SELECT count(*) FROM notes) AS notes,
    (SELECT count(*) FROM watches) AS watches,
    (SELECT count(*) FROM channels) AS channels,
    (SELECT count(*) FROM subscribers) AS subscribers,
    (SELECT count(*) FROM deliveries) AS deliveries;

-- name: page_dispatches
SELECT d.*, b.data FROM dispatches d LEFT JOIN dispatch_bytes b ON b.dispatch = d.n WHERE d.n > :n ORDER BY d.n LIMIT :limit;

-- name: page_enclosures
SELECT * FROM enclosures WHERE (parent, n) > (:parent, :n) ORDER BY parent, n LIMIT :limit;

-- name: page_chains
SELECT * FROM chains WHERE id > :id ORDER BY id LIMIT :limit;

-- name: page_stories
SELECT * FROM stories WHERE id > :id ORDER BY id LIMIT :limit;

-- name: page_items
SELECT * FROM items WHERE seq > :seq ORDER BY seq LIMIT :limit;

-- name: page_changes
SELECT * FROM changes WHERE (item, kind, target) > (:item, :kind, :target) ORDER BY item, kind, target LIMIT :limit;

-- name: page_events
SELECT * FROM events WHERE seq > :seq ORDER BY seq LIMIT :limit;

-- name: page_decisions
SELECT * FROM decisions WHERE seq > :seq ORDER BY seq LIMIT :limit;

-- name: page_decided_items
SELECT * FROM decided_items WHERE (item, decision) > (:item, :decision) ORDER BY item, decision LIMIT :limit;

-- name: page_notes
SELECT * FROM notes WHERE key > :key ORDER BY key LIMIT :limit;

-- name: page_watches
SELECT * FROM watches WHERE id > :id ORDER BY id LIMIT :limit;

-- name: page_channels
SELECT * FROM channels WHERE name > :name ORDER BY name LIMIT :limit;

-- name: page_subscribers
SELECT * FROM subscribers WHERE id > :id ORDER BY id LIMIT :limit;

-- name: page_deliveries
SELECT * FROM deliveries WHERE n > :n ORDER BY n LIMIT :limit;

-- name: fill_dispatches
INSERT INTO dispatches (
    n, id, source, received_at, filename, content_type, parent, depth, n_bytes, state, format, reason, faults, items,
    n_replays, url, language, entry
) VALUES (
    :n, :id, :source, :received_at, :filename, :content_type, :parent, :depth, :n_bytes, :state, :format, :reason, :faults,
    :items, :n_replays, :url, :language, :entry
);

-- name: fill_enclosures
INSERT INTO enclosures (parent, n, child) VALUES (:parent, :n, :child);

-- name: fill_chains
INSERT INTO chains (id, merged_into, public_top, public_at, n_public, desk_top, desk_at, n_desk)
VALUES (:id, :merged_into, :public_top, :public_at, :n_public, :desk_top, :desk_at, :n_desk);

-- name: fill_stories
INSERT INTO stories (id, merged_into, name) VALUES (:id, :merged_into, :name);

-- name: fill_items
INSERT INTO items (
    seq, arrived, id, chain, story, source, dispatch, received_at, at, agency, agency_name, rank, position, superseded_by,
    killed_by, killed_at, corrected_by, held_until, is_held, is_notice, is_add, story_reason, link, high, n_words, urgency,
    priority, number, copy, own_chain, own_story, story_mate
) VALUES (
    :seq, :arrived, :id, :chain, :story, :source, :dispatch, :received_at, :at, :agency, :agency_name, :rank, :position,
    :superseded_by, :killed_by, :killed_at, :corrected_by, :held_until, :is_held, :is_notice, :is_add, :story_reason, :link,
    :high, :n_words, :urgency, :priority, :number, :copy, :own_chain, :own_story, :story_mate
);

-- name: fill_changes
INSERT INTO changes (item, kind, target, reason, basis) VALUES (:item, :kind, :target, :reason, :basis);

-- name: fill_events
INSERT INTO events (seq, kind, at, item, by_item, chain, story, data)
VALUES (:seq, :kind, :at, :item, :by_item, :chain, :story, :data);

-- name: fill_decisions
INSERT INTO decisions (seq, id, kind, story, alarm, undone_by, data, editor, collection)
VALUES (:seq, :id, :kind, :story, :alarm, :undone_by, :data, :editor, :collection);

-- name: fill_decided_items
INSERT INTO decided_items (item, decision) VALUES (:item, :decision);

-- name: clear_notes
-- A room that was only opened has notes of its own.
DELETE FROM notes;

-- name: fill_notes
INSERT INTO notes (key, value) VALUES (:key, :value);

-- name: fill_watches
INSERT INTO watches (id, watch) VALUES (:id, :watch);

-- name: fill_channels
INSERT INTO channels (name, channel) VALUES (:name, :channel);

-- name: fill_subscribers
INSERT INTO subscribers (id, subscriber, is_paused) VALUES (:id, :subscriber, :is_paused);

-- name: fill_deliveries
INSERT INTO deliveries (
    n, key, subscriber, name, channel, kind, seq, item, by_item, urgency, bells, turn, with_corrections, state, attempts,
    created_at, due_at, next_at, sent_at, acknowledged_at, problem, number
) VALUES (
    :n, :key, :subscriber, :name, :channel, :kind, :seq, :item, :by_item, :urgency, :bells, :turn, :with_corrections, :state,
    :attempts, :created_at, :due_at, :next_at, :sent_at, :acknowledged_at, :problem, :number
);

-- name: source_hours
-- Times are whole microseconds: an hour has 3,600,000,000 of them.
SELECT source, received_at / 3600000000 AS hour, count(*) AS n, max(received_at) AS last_at FROM items
WHERE received_at >= :since GROUP BY source, received_at / 3600000000 ORDER BY hour, source;

-- name: arrival_times
SELECT source, received_at, at FROM items WHERE received_at >= :since AND received_at < :until
ORDER BY received_at DESC, arrived DESC LIMIT :limit;

-- name: source_troubles
-- Dispatches stand in the order of their arrival: the newest are looked at, and no index is needed.
SELECT source, count(*) AS n, sum(CASE WHEN state = 'spiked' THEN 1 ELSE 0 END) AS n_spiked,
    sum(CASE WHEN state = 'placed' AND faults IS NOT NULL AND faults <> '[]' THEN 1 ELSE 0 END) AS n_faulty
FROM (SELECT source, state, faults, received_at FROM dispatches ORDER BY n DESC LIMIT 20000) AS newest
WHERE received_at >= :since GROUP BY source ORDER BY source;

-- retention

-- name: aged_items
SELECT id, agency, received_at, arrived FROM items
WHERE (received_at, arrived) > (:received_at, :arrived) AND received_at < :before ORDER BY received_at, arrived LIMIT :limit;

-- name: aged_dispatches
SELECT d.n, d.id, d.received_at, d.n_bytes, d.items, length(b.data) AS n_packed
FROM dispatches d LEFT JOIN dispatch_bytes b ON b.dispatch = d.n
WHERE d.n > :n AND d.received_at < :before AND d.state <> 'kept' ORDER BY d.n LIMIT :limit;

-- name: retire_item
UPDATE items SET copy = :copy, n_words = :n_words, link = NULL, story_reason = NULL WHERE id = :id;

-- name: events_of_item
SELECT seq, data FROM events WHERE item = :item OR by_item = :item;

-- name: forget_changes
UPDATE changes SET reason = '' WHERE item = :id OR target = :id;

-- name: set_link
UPDATE items SET link = :link WHERE id = :id;

-- name: empty_dispatch
-- A packed nothing is the same everywhere: what is empty already is left alone.
UPDATE dispatch_bytes SET data = :data WHERE dispatch = (SELECT n FROM dispatches WHERE id = :id) AND data <> :data;

-- name: forget_faults
-- Faults quote the copy.
UPDATE dispatches SET faults = NULL WHERE id = :id;

-- name: reread_item
UPDATE items SET copy = :copy, agency = :agency, agency_name = :agency_name, rank = :rank, n_words = :n_words,
    urgency = :urgency, priority = :priority, number = :number WHERE id = :id;
