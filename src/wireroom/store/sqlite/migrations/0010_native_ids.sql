-- The native ids of items, to find old copy by. The rows are put in from the items when the desk starts (tables/_guids.py).
CREATE TABLE search_guids (
    arrived INTEGER PRIMARY KEY,         -- items.arrived
    key INTEGER NOT NULL
);
CREATE INDEX search_guids_key ON search_guids (key) WHERE key <> 0;
