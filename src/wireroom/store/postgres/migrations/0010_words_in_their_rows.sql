-- The words of a document stand in its row and are not packed: to fetch and unpack them took a seventh of the time of searches.
-- Those that are there already stay as they were written.
ALTER TABLE search ALTER words SET STORAGE EXTERNAL;
DO $$
DECLARE
    part REGCLASS;
BEGIN
    FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = CAST('search' AS regclass) LOOP
        EXECUTE format('ALTER TABLE %s SET (toast_tuple_target = 8160)', part);
    END LOOP;
END $$;

-- Adds the part that a document falls into; attached, because that lets readers go on meanwhile.
CREATE OR REPLACE FUNCTION add_search_part(part BIGINT) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
    IF to_regclass(format('search_%s', part)) IS NULL THEN
        EXECUTE format('CREATE TABLE search_%s (LIKE search INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)
            WITH (toast_tuple_target = 8160)', part);
        EXECUTE format('ALTER TABLE search ATTACH PARTITION search_%s FOR VALUES FROM (%s) TO (%s)',
            part, part * 1048576, (part + 1) * 1048576);
    END IF;
END $$;
