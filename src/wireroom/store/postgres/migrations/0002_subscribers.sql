-- those who are sent copy itself, as JSON; what they were sent is numbered
CREATE TABLE subscribers (
    id TEXT COLLATE "C" PRIMARY KEY,
    subscriber TEXT COLLATE "C" NOT NULL,
    is_paused BIGINT NOT NULL DEFAULT 0
);

ALTER TABLE deliveries ADD COLUMN number BIGINT;
CREATE INDEX deliveries_number ON deliveries (subscriber, number) WHERE number IS NOT NULL;
CREATE INDEX deliveries_kills ON deliveries (item) WHERE kind = 'killed';
