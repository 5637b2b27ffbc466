"""The statements of a dump of MySQL or MariaDB, one by one, without a server.

A statement ends at a semicolon outside of texts, names and comments. One insertion may hold many rows. Nothing
of a dump is executed: it is read as text.
"""

import re
from collections.abc import Callable, Iterator

from frappe import _

from cfm_app.exchange.migration.records import SourceError

LONGEST = 256 << 20
_SPECIAL = re.compile(r"['\"`;]|--(?=\s)|/\*|(?:^|(?<=;))#", re.MULTILINE)
_CLOSERS = {
    "'": re.compile(r"[^'\\]*(?:(?:\\.|'')[^'\\]*)*'", re.DOTALL),
    '"': re.compile(r'[^"\\]*(?:(?:\\.|"")[^"\\]*)*"', re.DOTALL),
    "`": re.compile(r"[^`]*`"),
    "--": re.compile(r"[^\n]*\n"),
    "#": re.compile(r"[^\n]*\n"),
    "/*": re.compile(r".*?\*/", re.DOTALL),
}
_CREATE = re.compile(r"create\s+table\s+(?:if\s+not\s+exists\s+)?`?(\w+)`?\s*\(", re.IGNORECASE)
_COLUMN = re.compile(r"^\s*`([^`]+)`\s+\w", re.MULTILINE)
_INSERT = re.compile(
    r"(?:insert|replace)\s+(?:low_priority\s+|delayed\s+|ignore\s+)*into\s+(?:`?\w+`?\.)?`?(\w+)`?\s*"
    r"(?:\(([^)]*)\)\s*)?values?\s*",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:\s+|--\s[^\n]*\n|#[^\n]*\n|/\*.*?\*/)*", re.DOTALL)
_VALUE = re.compile(
    r"\s*(?:(?:_\w+\s*)?'([^'\\]*(?:(?:\\.|'')[^'\\]*)*)'|(null)|(?:x'|0x)([0-9a-f]*)'?|([^\s,()']+))\s*([,)])",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
_MEANT = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "Z": "\x1a", "b": "\b"}


def statements(read: Callable[[], str]) -> Iterator[str]:
    """The statements of a text that comes in pieces; `read` returns an empty piece at its end."""
    buffer, start, place = "", 0, 0
    while True:
        found = _SPECIAL.search(buffer, place)
        if found and found.group() == ";":
            yield buffer[start : found.start()]
            start = place = found.end()
            continue
        if found:
            end = _CLOSERS[found.group()].match(buffer, found.end())
            # A quote at the very end may be the first half of a doubled one.
            if end and end.end() < len(buffer):
                place = end.end()
                continue
        place = (found.start() if found else max(len(buffer) - 2, place)) - start
        # Read text is dropped once a piece, not once a statement: a dump of semicolons would take hours.
        buffer, start = buffer[start:], 0
        piece = _next_pieces(read, len(buffer) - place)
        if not piece:
            break
        buffer += piece
        if len(buffer) > LONGEST:
            raise SourceError(_("A statement of this dump is too long; it may be broken."))
    if _start_of(buffer) < len(buffer) and _INSERT.match(buffer, _start_of(buffer)):
        raise SourceError(_("The dump breaks off in the middle. Make it again, or copy it again."))


def _next_pieces(read: Callable[[], str], least: int) -> str:
    """The next pieces, as long as the unclosed text so far: so it is not scanned again with each of them."""
    found: list[str] = []
    size = 0
    while size <= min(least, LONGEST):
        piece = read()
        if not piece:
            break
        found.append(piece)
        size += len(piece)
    return "".join(found)


def _start_of(statement: str) -> int:
    found = _LEAD.match(statement)
    return found.end() if found else 0


def columns(statement: str) -> tuple[str, list[str]] | None:
    """Table and columns of a statement that creates a table; None for others."""
    start = _start_of(statement)
    found = _CREATE.match(statement, start)
    return (found[1].lower(), _COLUMN.findall(statement, found.end())) if found else None


def table_of(statement: str) -> str | None:
    """The table into which a statement inserts; None for others."""
    found = _INSERT.match(statement, _start_of(statement))
    return found[1].lower() if found else None


def rows(statement: str, known: list[str]) -> Iterator[dict[str, str | None] | None]:
    """The rows of an insertion, by column; None for one that cannot be read."""
    found = _INSERT.match(statement, _start_of(statement))
    if not found:
        return
    named = [each.strip(" `\n\r\t") for each in found[2].split(",")] if found[2] else known
    place, end = found.end(), len(statement)
    while place < end:
        opened = statement.find("(", place)
        if opened < 0:
            return
        place = opened + 1
        values: list[str | None] = []
        closer, is_broken = ",", False
        while closer == ",":
            value = _VALUE.match(statement, place)
            if not value:
                break
            try:
                values.append(_value(value))
            except ValueError:
                is_broken = True
            closer, place = value[5], value.end()
        if is_broken or closer == "," or len(values) != len(named):
            yield None
            if closer == ",":
                return
            continue
        yield dict(zip(named, values, strict=True))


def _value(found: re.Match[str]) -> str | None:
    if found[1] is not None:
        said = found[1]
        return _ESCAPED.sub(_unescaped, said) if "\\" in said or "''" in said else said
    if found[2]:
        return None
    if found[3] is not None:
        return bytes.fromhex(found[3]).decode("utf-8", errors="replace")
    return found[4]


def _unescaped(found: re.Match[str]) -> str:
    if found[0] == "''":
        return "'"
    return _MEANT.get(found[1], found[1])
