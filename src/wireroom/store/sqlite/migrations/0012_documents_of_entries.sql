-- The id of the entry of a feed whose document a dispatch is: its item is a version of that entry.
ALTER TABLE dispatches ADD COLUMN entry TEXT;
