-- The lists have pairs of neighbouring words, too: they are made anew, little by little, the newest first; till then what is
-- not in them is asked of `search`.
DROP TABLE search_lists;
CREATE VIRTUAL TABLE search_lists USING fts5 (
    words, content = '', tokenize = 'ascii', detail = none, columnsize = 0
);
DELETE FROM search_unlisted;
INSERT INTO search_unlisted (below) SELECT max(seq) + 1 FROM items HAVING max(seq) IS NOT NULL;
