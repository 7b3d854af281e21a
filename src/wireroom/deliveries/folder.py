"""Folder: one file for each delivery, in a folder under `drop_folder`; that may be a mount of another machine.

A file is written under a name that ends in .part, made durable, and then renamed: who looks for other names never meets half
a file. A delivery that is sent again has the same name, and takes the place of the first; a kill takes that of what it kills.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from wireroom.deliveries._api import Channel, ChannelMaker, Field, Office, Parcel
from wireroom.deliveries._files import UNFINISHED, File, as_files
from wireroom.errors import ConfigError, DeliveryError
from wireroom.model import OutChannel
from wireroom.threads import run_aside

_BATCH: Final = 50


class FolderChannel:
    """One folder."""

    max_batch: int = _BATCH

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        #: the folder's own name outlives a power cut
        self._is_there = False
        #: also while an attempt that was given up waits for a mount that hangs
        self.is_writing = False

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Write each parcel.

        Raises:
            DeliveryError: it is not durable there.
        """
        if self.is_writing:
            raise DeliveryError("the folder has not answered yet")
        await run_aside(self._write, as_files(parcels))

    def _write(self, found: Sequence[File]) -> None:
        self.is_writing = True
        try:
            self._make()
            for each in found:
                target, unfinished = self._folder / each.name, self._folder / f"{each.name}{UNFINISHED}"
                if each.is_over and not target.exists():
                    continue
                with unfinished.open("wb") as file:
                    file.write(each.data)
                    file.flush()
                    os.fsync(file.fileno())
                unfinished.replace(target)
            _sync(self._folder)
        except OSError as error:
            raise DeliveryError(f"cannot write to the folder: {error.strerror or error}") from error
        finally:
            self.is_writing = False

    def _make(self) -> None:
        """Make the folder; once in a process it is made sure that its name, and those above it, are durable too."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if not self._is_there:
            for above in self._folder.absolute().parents:
                if os.access(above, os.R_OK):
                    _sync(above)
            self._is_there = True


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class FolderKind:
    """Folders."""

    name: str = "folder"
    fields: tuple[Field, ...] = (
        Field(name="path", help="under the room's drop_folder, e.g. paper/in", is_required=True),
    )

    def check(self, settings: Mapping[str, str], office: Office) -> None:
        """Look through settings.

        Raises:
            ConfigError: the path leads out of the drop folder, or the room has none.
        """
        path = PurePosixPath(settings["path"])
        if path.is_absolute() or ".." in path.parts or "\0" in settings["path"]:
            raise ConfigError("path", "must stay in the room's drop_folder: write it like paper/in")
        if office.drops is None:
            raise ConfigError("path", "this room has no drop_folder")

    def open(self, channel: OutChannel, office: Office) -> Channel:
        """Make it ready.

        Raises:
            ConfigError: as for `check`.
        """
        self.check(channel.settings, office)
        assert office.drops is not None
        return FolderChannel(office.drops / channel.settings["path"])


CHANNEL: Final[ChannelMaker] = FolderKind()
