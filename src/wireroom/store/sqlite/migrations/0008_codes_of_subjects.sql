-- Searches find subjects by their codes. The words are put in again from the items afterwards, as in step 5.
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5 (
    headline, slug, body, byline, dateline, place, subject, facts,
    content = '', tokenize = 'ascii', prefix = '1 2'
);
