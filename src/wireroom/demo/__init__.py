"""The invented wire day that `wireroom demo` replays. Every name, place and agency in it is made up."""
