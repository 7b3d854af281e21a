"""House styles of one's own, in a folder beside the room: no code, no new release."""

from pathlib import Path

from wireroom.agencies import endings, gather, resolve, rules, style


def use_styles(folder: Path) -> None:
    """Read styles from a folder too; one there takes the place of ours of the same name. Called once, by the room.

    Raises:
        ConfigError: a file in it is no style; the message names it and what is wrong.
    """
    style.add_folder(folder)
    _forget()


def drop_styles() -> None:
    """Go back to the styles that come with the program: for a process that opens one room after another."""
    style.drop_folders()
    _forget()


def _forget() -> None:
    for module in (style, rules, endings, gather, resolve):
        for value in vars(module).values():
            if callable(forget := getattr(value, "cache_clear", None)):
                forget()
