-- Editors take, note, mark, collect and send; what each did is found by name, and what a collection has by its id.
ALTER TABLE decisions ADD COLUMN editor TEXT COLLATE "C";
ALTER TABLE decisions ADD COLUMN collection TEXT COLLATE "C";
UPDATE decisions SET editor = data::json #>> '{by,name}';
CREATE INDEX decisions_together ON decisions (seq) WHERE undone_by IS NULL
    AND kind IN ('take', 'note', 'mark', 'collect', 'send');
CREATE INDEX decisions_collection ON decisions (collection) WHERE collection IS NOT NULL;
CREATE INDEX decisions_open ON decisions (seq) WHERE kind = 'open_collection' AND undone_by IS NULL;
