-- those who are sent copy itself, as JSON; what they were sent is numbered
CREATE TABLE subscribers (
    id TEXT PRIMARY KEY,
    subscriber TEXT NOT NULL,
    is_paused INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

ALTER TABLE deliveries ADD COLUMN number INTEGER;
CREATE INDEX deliveries_number ON deliveries (subscriber, number) WHERE number IS NOT NULL;
CREATE INDEX deliveries_kills ON deliveries (item) WHERE kind = 'killed';
