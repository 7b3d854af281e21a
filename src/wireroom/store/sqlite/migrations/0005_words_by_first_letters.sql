-- Beginnings of one or two letters ("s*") have an index of their own. The words are put in again from the items afterwards:
-- the table cannot tell them, and SQL cannot make them (see `_connection`).
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5 (
    headline, slug, body, byline, dateline, place, subject, facts,
    content = '', tokenize = 'ascii', prefix = '1 2'
);
