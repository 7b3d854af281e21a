-- The native ids of items, to find old copy by. The rows are put in from the items when the desk starts (tables/_guids.py).
CREATE TABLE IF NOT EXISTS search_guids (
    arrived BIGINT PRIMARY KEY,         -- items.arrived
    key BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS search_guids_key ON search_guids (key) WHERE key <> 0;
