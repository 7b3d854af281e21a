"""Stories: the chains and single items of all agencies about one event. Pure: no store, no clock."""
