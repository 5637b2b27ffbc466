"""The files of an export: a folder of the machine, or a ZIP that somebody uploaded."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol

from frappe import _

from cfm_app.exchange.limits import DAMAGED, Sizes, is_swollen
from cfm_app.exchange.migration.records import SourceError

MOST_OF_ONE = 512 << 20
# The flag of an entry whose name is said to be UTF-8.
UTF8 = 1 << 11
MOST = Sizes(entries=60_000, together=4 << 30, one=MOST_OF_ONE, ratio=400)


class Container(Protocol):
    """Named files."""

    def names(self) -> Iterator[str]:
        """The names of its files, with folders, separated by slashes."""

    def read(self, name: str) -> bytes | None:
        """The bytes of one file; None if there is none."""

    def close(self) -> None:
        """Close it."""


class Folder:
    """A folder of the machine; nothing outside of it is read."""

    def __init__(self, path: Path) -> None:
        if not path.is_dir():
            raise SourceError(_("There is no folder {0}.").format(path))
        self._path = path.resolve()

    def names(self) -> Iterator[str]:
        for each in sorted(self._path.rglob("*")):
            if each.is_file():
                yield each.relative_to(self._path).as_posix()

    def read(self, name: str) -> bytes | None:
        path = (self._path / name).resolve()
        if not path.is_relative_to(self._path) or not path.is_file():
            return None
        if path.stat().st_size > MOST_OF_ONE:
            raise SourceError(_("{0} is too large.").format(name))
        return path.read_bytes()

    def close(self) -> None:
        """Nothing is open."""


class Zip:
    """A ZIP archive. The sizes that it states are judged before anything is unpacked."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except zipfile.BadZipFile:
            raise SourceError(_("This ZIP archive cannot be opened. Make it again.")) from None
        if is_swollen(self._archive.infolist(), MOST):
            raise SourceError(
                _(
                    "This archive holds more than can be read at once. Bring it in on the server, from"
                    " a folder."
                )
            )
        self._entries = {
            _name(each): each for each in self._archive.infolist() if not each.is_dir()
        }
        self._root = self._common_folder()

    def names(self) -> Iterator[str]:
        for name in self._entries:
            if name.startswith(self._root):
                yield name[len(self._root) :]

    def read(self, name: str) -> bytes | None:
        entry = self._entries.get(self._root + name)
        if entry is None:
            return None
        try:
            return self._archive.read(entry)
        except DAMAGED as error:
            raise SourceError(_("{0} cannot be unpacked: {1}").format(name, error)) from error

    def close(self) -> None:
        self._archive.close()

    def _common_folder(self) -> str:
        """The one folder that contains everything, as systems pack it; empty if there is none."""
        tops = {
            PurePosixPath(name).parts[0]
            for name in self._entries
            if PurePosixPath(name).parts and not name.startswith("__MACOSX")
        }
        if len(tops) != 1:
            return ""
        [top] = tops
        is_folder = all(name.startswith((f"{top}/", "__MACOSX")) for name in self._entries)
        return f"{top}/" if is_folder and top != "upload" else ""


def _name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry. Many programs write UTF-8 without the flag that says so, else cp437."""
    if entry.flag_bits & UTF8 or entry.filename.isascii():
        return entry.filename
    raw = entry.orig_filename.encode("cp437", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return entry.filename
