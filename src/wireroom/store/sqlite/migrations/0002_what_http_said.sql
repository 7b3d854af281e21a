-- What HTTP said of a dispatch: relative links are relative to where it was fetched from, and a feed that names no language
-- is in the one its server named.
ALTER TABLE dispatches ADD COLUMN url TEXT;
ALTER TABLE dispatches ADD COLUMN language TEXT;
