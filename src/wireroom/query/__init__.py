"""The one search language: it means the same in the archive, on the live wire and in saved searches. Pure."""
