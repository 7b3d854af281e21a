"""What people and programs see over HTTP: the reading site, the API, feeds, and the live wire."""
