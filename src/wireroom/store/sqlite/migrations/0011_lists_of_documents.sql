-- Which documents have a word, without where in them: a list a tenth as long, newest first. What is there already is put in
-- from the items little by little, the newest first; till then the older ones are asked of `search`.
CREATE VIRTUAL TABLE search_lists USING fts5 (
    words, content = '', tokenize = 'ascii', detail = none, columnsize = 0
);
CREATE TABLE search_unlisted (
    below INTEGER NOT NULL
);
INSERT INTO search_unlisted (below) SELECT max(seq) + 1 FROM items HAVING max(seq) IS NOT NULL;
