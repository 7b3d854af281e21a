"""How copy leaves."""
