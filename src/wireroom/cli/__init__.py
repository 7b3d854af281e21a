"""The command `wireroom`: one file a command."""


def main() -> int:
    """Run the command line."""
    raise SystemExit("not built yet")
