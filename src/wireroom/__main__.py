"""`python -m wireroom` is `wireroom`."""

from wireroom.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
