-- The words of the index, to find those that begin alike: forms of one word. One that no document has any more may stay.
CREATE TABLE IF NOT EXISTS search_terms (
    term TEXT COLLATE "C" PRIMARY KEY
);

-- Of some words not all places are told: of more than the server holds (255 a word, none above 16,383), of more than programs
-- before this step told (20 a word), and of documents of enormous size.
CREATE OR REPLACE FUNCTION lacks_places(words TSVECTOR) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
    SELECT pg_column_size(words || CAST('' AS tsvector)) > 400000
        OR EXISTS (SELECT 1 FROM unnest(words) AS w
            WHERE cardinality(w.positions) IN (20, 255) OR w.positions[cardinality(w.positions)] > 16000)
$$;

-- Whichever program writes: what lacks places is marked (CUT in _vector.py), and new words are noted, but for those by field.
CREATE OR REPLACE FUNCTION note_words() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_terms SELECT w FROM unnest(tsvector_to_array(NEW.words)) AS w
    WHERE NOT starts_with(w, U&'\E003') AND NOT EXISTS (SELECT 1 FROM search_terms t WHERE t.term = w)
    ON CONFLICT DO NOTHING;
    IF lacks_places(NEW.words) THEN
        NEW.words := NEW.words || CAST(U&'\E004' AS tsvector);
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS search_noted ON search;
CREATE TRIGGER search_noted BEFORE INSERT ON search FOR EACH ROW EXECUTE FUNCTION note_words();

INSERT INTO search_terms SELECT word FROM ts_stat('SELECT words FROM search') WHERE NOT starts_with(word, U&'\E003')
ON CONFLICT DO NOTHING;
UPDATE search SET words = words || CAST(U&'\E004' AS tsvector) WHERE lacks_places(words);
