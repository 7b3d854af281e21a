-- How an order found what it kills: until now it stood in the reason alone, and still does in older rows.
ALTER TABLE changes ADD COLUMN basis TEXT;
