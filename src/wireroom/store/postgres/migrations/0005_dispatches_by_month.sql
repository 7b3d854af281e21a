-- The bytes of dispatches in parts by month. Those that are there become one part as they are: nothing is written anew but its key.
-- Programs of before go on: a month that they do not name is that of the server's clock.
DO $step$ BEGIN
    IF to_regclass('dispatch_bytes_before') IS NOT NULL THEN
        RETURN;
    END IF;
    ALTER TABLE dispatch_bytes RENAME TO dispatch_bytes_before;
    ALTER TABLE dispatch_bytes_before DROP CONSTRAINT dispatch_bytes_dispatch_fkey;
    ALTER TABLE dispatch_bytes_before DROP CONSTRAINT dispatch_bytes_pkey;
    -- every row that is there has this value without being written
    ALTER TABLE dispatch_bytes_before ADD COLUMN month BIGINT NOT NULL DEFAULT 0;
    ALTER TABLE dispatch_bytes_before ALTER month SET DEFAULT CAST(to_char(now() AT TIME ZONE 'UTC', 'YYYYMM') AS BIGINT);
    ALTER TABLE dispatch_bytes_before ADD CONSTRAINT dispatch_bytes_before_pkey PRIMARY KEY (dispatch, month);
    CREATE TABLE dispatch_bytes (
        dispatch BIGINT NOT NULL,
        month BIGINT NOT NULL DEFAULT CAST(to_char(now() AT TIME ZONE 'UTC', 'YYYYMM') AS BIGINT),
        data BYTEA NOT NULL,
        PRIMARY KEY (dispatch, month)
    ) PARTITION BY LIST (month);
    ALTER TABLE dispatch_bytes ALTER data SET STORAGE EXTERNAL;
    ALTER TABLE dispatch_bytes ATTACH PARTITION dispatch_bytes_before FOR VALUES IN (0);
    CREATE TABLE dispatch_bytes_rest PARTITION OF dispatch_bytes DEFAULT;
END $step$;

-- The month of a time, as 202603.
CREATE OR REPLACE FUNCTION month_of(micros BIGINT) RETURNS BIGINT LANGUAGE sql STABLE AS $$
    SELECT CAST(extract(YEAR FROM at) * 100 + extract(MONTH FROM at) AS BIGINT)
    FROM (SELECT to_timestamp(micros / 1000000) AT TIME ZONE 'UTC' AS at) AS told
$$;

-- Makes the parts of this month and the next, if they are not there; where readers are in the way for long, another time.
CREATE OR REPLACE FUNCTION add_months(this_month BIGINT) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    next_month BIGINT := CASE WHEN this_month % 100 = 12 THEN this_month + 89 ELSE this_month + 1 END;
    of_month BIGINT;
    part TEXT;
BEGIN
    FOREACH of_month IN ARRAY ARRAY[this_month, next_month] LOOP
        part := format('dispatch_bytes_%s', of_month);
        IF to_regclass(part) IS NULL THEN
            BEGIN
                PERFORM set_config('lock_timeout', '1000', true);
                PERFORM pg_advisory_xact_lock(CAST(CAST('room' AS regclass) AS oid)::int, 3);
                -- what came before its part was there stays where it is; looked at under the lock, or two would wait for each other
                IF to_regclass(part) IS NULL AND NOT EXISTS (SELECT 1 FROM dispatch_bytes_rest r WHERE r.month = of_month) THEN
                    EXECUTE format('CREATE TABLE %I (LIKE dispatch_bytes INCLUDING DEFAULTS INCLUDING STORAGE)', part);
                    EXECUTE format('ALTER TABLE dispatch_bytes ATTACH PARTITION %I FOR VALUES IN (%s)', part, of_month);
                END IF;
            EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL;
            END;
        END IF;
    END LOOP;
    PERFORM set_config('lock_timeout', '0', true);
END $$;

-- Drops the parts of months before this one in which no dispatch has a byte left; gives how many.
CREATE OR REPLACE FUNCTION drop_emptied_months(this_month BIGINT, nothing BYTEA) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    part TEXT;
    is_full BOOLEAN;
    n_dropped BIGINT := 0;
BEGIN
    FOR part IN
        SELECT c.relname FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
        WHERE h.inhparent = CAST('dispatch_bytes' AS regclass) AND c.relname ~ '^dispatch_bytes_[0-9]+$'
            AND CAST(substr(c.relname, 16) AS BIGINT) < this_month
    LOOP
        -- the newest goes last: this is the usual answer, and costs one row
        EXECUTE format('SELECT data <> $1 FROM %I ORDER BY dispatch DESC LIMIT 1', part) INTO is_full USING nothing;
        CONTINUE WHEN is_full;
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE data <> $1)', part) INTO is_full USING nothing;
        CONTINUE WHEN is_full;
        BEGIN
            PERFORM set_config('lock_timeout', '1000', true);
            EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', part);
            EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE data <> $1)', part) INTO is_full USING nothing;
            IF NOT is_full THEN
                EXECUTE format('DROP TABLE %I', part);
                n_dropped := n_dropped + 1;
            END IF;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL;
        END;
    END LOOP;
    PERFORM set_config('lock_timeout', '0', true);
    RETURN n_dropped;
END $$;
