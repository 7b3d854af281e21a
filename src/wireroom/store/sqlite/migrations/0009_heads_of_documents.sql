-- What many items share, and their headlines, beside the index. The rows are put in from the items afterwards.
CREATE TABLE search_heads (
    doc INTEGER PRIMARY KEY,
    facts TEXT NOT NULL,
    headline TEXT NOT NULL,
    slug TEXT NOT NULL
);
