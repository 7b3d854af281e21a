-- What SQLite says in its own way, by name, beside tables/queries.sql.

-- name: known
SELECT id FROM items WHERE id IN (SELECT value FROM json_each(:ids));

-- name: chains_bearing
SELECT i.chain, i.own_chain FROM search_guids g JOIN items i ON i.arrived = g.arrived
WHERE g.key IN (SELECT value FROM json_each(:ids)) AND g.key <> 0 ORDER BY i.arrived DESC LIMIT 100;

-- name: machine_chains
SELECT * FROM items WHERE (chain IN (SELECT value FROM json_each(:ids)) AND own_chain IS NULL)
    OR own_chain IN (SELECT value FROM json_each(:ids)) ORDER BY arrived DESC LIMIT :limit;

-- name: add_words
INSERT INTO search (rowid, headline, slug, body, byline, dateline, place, subject, facts)
VALUES (:doc, :headline, :slug, :body, :byline, :dateline, :place, :subject, :facts);

-- name: drop_words
-- The words must be those that were added: FTS5 takes them out one by one.
INSERT INTO search (search, rowid, headline, slug, body, byline, dateline, place, subject, facts)
VALUES ('delete', :doc, :headline, :slug, :body, :byline, :dateline, :place, :subject, :facts);

-- name: add_head
INSERT INTO search_heads (doc, facts, headline, slug) VALUES (:doc, :facts, :headline, :slug);

-- name: drop_head
DELETE FROM search_heads WHERE doc = :doc;

-- name: add_list
INSERT INTO search_lists (rowid, words) VALUES (:key, :words);

-- name: drop_list
-- The words must be those that were added.
INSERT INTO search_lists (search_lists, rowid, words) VALUES ('delete', :key, :words);

-- name: unlisted
SELECT below FROM search_unlisted;

-- name: newest_unlisted
SELECT * FROM items WHERE seq < (SELECT below FROM search_unlisted) ORDER BY seq DESC LIMIT :limit;

-- name: listed_from
UPDATE search_unlisted SET below = :seq;

-- name: all_listed
DELETE FROM search_unlisted;

-- name: search_heads
-- The shortest texts of what a view finds items by.
SELECT h.doc >> 2 AS seq, h.headline, h.slug FROM json_each(:seqs) s
CROSS JOIN search_heads h ON h.doc >= s.value * 4 AND h.doc < s.value * 4 + 4 AND h.doc & 3 <> :hidden;

-- name: count_shared
-- How many of the newest documents have a fact.
SELECT count(*) AS n FROM (SELECT facts FROM search_heads ORDER BY doc DESC LIMIT :sample) WHERE instr(facts, :fact);

-- name: count_listed
-- How many of the newest documents have a word.
SELECT count(*) AS n FROM search_lists
WHERE search_lists MATCH :match AND rowid <= :keys - (SELECT max(seq) - :sample FROM items) * 4;

-- name: merge_words
INSERT INTO search (search, rank) VALUES ('merge', :pages);

-- name: merge_lists
INSERT INTO search_lists (search_lists, rank) VALUES ('merge', :pages);

-- name: items_by_id
SELECT * FROM items WHERE id IN (SELECT value FROM json_each(:ids));

-- name: rereadings
SELECT item, data FROM events WHERE item IN (SELECT value FROM json_each(:ids)) AND seq > :after AND kind = 'reread'
ORDER BY seq;

-- name: items_by_seq
SELECT * FROM items WHERE seq IN (SELECT value FROM json_each(:ids)) ORDER BY seq DESC;

-- name: copies
-- The text of what is ranked; of killed copy readers have none.
SELECT seq, copy FROM items
WHERE seq IN (SELECT value FROM json_each(:seqs)) AND (:view = 'desk' OR killed_by IS NULL);

-- name: count_newest
-- How many of the newest items have a word.
SELECT count(*) AS n FROM search
WHERE search MATCH :match AND rowid >= (SELECT max(seq) - :sample FROM items) * 4 AND rowid & 3 <> :hidden;

-- name: last_until
-- No item received before then stands above this seq: the last in turn, or one of the few that came late or were released.
SELECT max(
    coalesce((SELECT seq FROM items WHERE high < :at ORDER BY high DESC, seq DESC LIMIT 1), 0),
    coalesce((SELECT max(seq) FROM items INDEXED BY items_late WHERE received_at < high AND received_at < :at), 0)
) AS seq;

-- name: names
SELECT id, name FROM stories WHERE name IS NOT NULL AND id IN (SELECT value FROM json_each(:ids));

-- name: decisions_on
SELECT seq, undone_by, data FROM decisions WHERE story = :story
    OR seq IN (SELECT decision FROM decided_items WHERE item IN (SELECT value FROM json_each(:ids)))
ORDER BY seq DESC LIMIT :limit;

-- name: story_starts
-- Each agency's first item on each story that began in the period; killed, held and wordless items do not count.
SELECT i.story, i.agency, i.agency_name, i.id, i.rank, min(i.received_at) AS received_at FROM items i
WHERE i.received_at >= :since AND i.received_at < :until AND i.is_held = 0 AND i.is_notice = 0 AND i.killed_by IS NULL
    AND NOT EXISTS (SELECT 1 FROM items e WHERE e.story = i.story AND e.received_at < :since)
GROUP BY i.story, i.agency, i.agency_name ORDER BY received_at LIMIT :limit;

-- name: waiting_channels
-- Each channel that something waits for, by jumping from one to the next in the index, which must be named: left to itself
-- SQLite takes the one by state and reads the whole backlog for every channel.
WITH RECURSIVE found (channel) AS (
    SELECT min(channel) FROM deliveries INDEXED BY deliveries_waiting WHERE state IN ('queued', 'failed')
    UNION ALL
    SELECT (
        SELECT min(d.channel) FROM deliveries d INDEXED BY deliveries_waiting
        WHERE d.state IN ('queued', 'failed') AND d.channel > found.channel
    ) FROM found WHERE found.channel IS NOT NULL
)
SELECT channel FROM found WHERE channel IS NOT NULL;

-- name: heads
-- The first in line of each channel and turn; what a paused subscriber waits for does not stand in line.
WITH RECURSIVE found (channel) AS (
    SELECT min(channel) FROM deliveries INDEXED BY deliveries_waiting WHERE state IN ('queued', 'failed')
    UNION ALL
    SELECT (
        SELECT min(d.channel) FROM deliveries d INDEXED BY deliveries_waiting
        WHERE d.state IN ('queued', 'failed') AND d.channel > found.channel
    ) FROM found WHERE found.channel IS NOT NULL
), turns (turn) AS (
    SELECT 0 UNION ALL SELECT 1 UNION ALL SELECT 2
), first (n) AS (
    SELECT (
        SELECT d.n FROM deliveries d INDEXED BY deliveries_waiting
        WHERE d.state IN ('queued', 'failed') AND d.channel = found.channel AND d.turn = turns.turn
            AND (d.turn = 0 OR d.subscriber NOT IN (SELECT s.id FROM subscribers s WHERE s.is_paused = 1))
        ORDER BY d.due_at, d.n LIMIT 1
    ) FROM found CROSS JOIN turns WHERE found.channel IS NOT NULL
)
SELECT h.n, h.channel, h.turn, h.attempts, h.due_at, h.next_at FROM first JOIN deliveries h ON h.n = first.n
ORDER BY h.channel, h.turn;

-- name: keep_bytes
INSERT INTO dispatch_bytes (dispatch, data) SELECT n, :data FROM dispatches WHERE id = :id;

-- name: fill_bytes
INSERT INTO dispatch_bytes (dispatch, data) VALUES (:n, :data);
