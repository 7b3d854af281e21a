"""The command `wireroom`: one file a command, loaded only when it is called, so that `wireroom read` loads no server.

    exit status   0 done · 1 some input failed · 2 usage or configuration

To add a command: one module here with one function of its name, one line in `COMMANDS`.
"""

import os
import sys
from collections.abc import Sequence
from typing import Final, NamedTuple

from cyclopts import App, CycloptsError

from wireroom import __version__
from wireroom.errors import ConfigError, StoreMismatch, WireroomError


class Command(NamedTuple):
    """One command: its name, where its function is, and its line in `wireroom --help`."""

    name: str
    #: "module:function"
    at: str
    help: str


COMMANDS: Final = (
    Command("demo", "wireroom.cli.demo:demo", "Open a room and play the invented wire day into it, live."),
    Command("serve", "wireroom.cli.serve:serve", "Open the room: sources, pages, API and the live wire."),
    Command("read", "wireroom.cli.read:read", "Read any wire file and show what is in it; nothing is stored."),
    Command("write", "wireroom.cli.write:write", "Read any wire file and write it in another format."),
    Command("marks", "wireroom.cli.marks:marks", "Tell what slugs and headlines say of themselves."),
    Command("thread", "wireroom.cli.thread:thread", "Tell the chain and the story of items on standard input."),
    Command("ingest", "wireroom.cli.ingest:ingest", "Take files into the room."),
    Command("file", "wireroom.cli.file:file", "File copy of your own: a headline, a text, a mark."),
    Command("spike", "wireroom.cli.spike:spike", "Look at dispatches that could not be read; read them anew."),
    Command("tail", "wireroom.cli.tail:tail", "Show the wire as it comes."),
    Command("edit", "wireroom.cli.edit:edit", "Split, join, pin, name, free and undo, as an editor."),
    Command("kill", "wireroom.cli.edit:kill", "Kill copy as an editor: nobody may use it any more."),
    Command("search", "wireroom.cli.search:search", "Search the archive."),
    Command("watch", "wireroom.cli.watch:watch", "Add, list, test and remove watches: saved searches that ring."),
    Command(
        "subscriber",
        "wireroom.cli.subscriber:subscriber",
        "Those who are sent copy itself: add, list, pause, send again.",
    ),
    Command("source", "wireroom.cli.source:source", "Add, list, remove and test sources."),
    Command("export", "wireroom.cli.export:export", "Write the whole room into a folder or a file."),
    Command("import", "wireroom.cli.import_:import_", "Take an exported room into an empty one."),
    Command("backup", "wireroom.cli.backup:backup", "Copy the room while it runs."),
    Command(
        "reread",
        "wireroom.cli.reread:reread",
        "Tell what today's readers make of all dispatches, and apply it if asked.",
    ),
    Command("retain", "wireroom.cli.retain:retain", "Forget the copy that licences do not let us keep any longer."),
    Command("doctor", "wireroom.cli.doctor:doctor", "Look whether the room is well."),
    Command("bench", "wireroom.cli.bench:bench", "Measure what this machine can do."),
    Command("formats", "wireroom.cli.formats:formats", "List the wire formats that are read and written."),
)


def make_app() -> App:
    """Put the commands together without loading any of them."""
    app = App(
        name="wireroom",
        help="The wire room of a newsroom in one program.",
        version=__version__,
        result_action="return_value",
    )
    for command in COMMANDS:
        app.command(command.at, name=command.name, help=command.help)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = make_app()(words, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        return _complain(str(error), 2)
    except (ConfigError, StoreMismatch) as error:
        return _complain(str(error), 2)
    except WireroomError as error:
        return _complain(str(error), 1)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # `wireroom read … | head`: whoever read us has had enough; Python must not complain of it again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status if isinstance(status, int) else 0


def _complain(text: str, status: int) -> int:
    print(f"wireroom: {text}", file=sys.stderr)
    return status
