-- Searches find subjects by their codes. The words are put in again from the items afterwards: SQL cannot make them (see _schema.py).
TRUNCATE search;
