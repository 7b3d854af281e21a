"""Watches: saved searches matched against every item as it arrives. Pure."""
