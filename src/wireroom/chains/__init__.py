"""Chains: the versions of one agency's running story, in order, with gaps shown. Pure: no store, no clock."""
