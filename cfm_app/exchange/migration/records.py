"""The records that every source returns, whatever it reads: with the field names of SugarCRM."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from frappe import _

from cfm_app.exchange import cell_texts, dates
from cfm_app.exchange.job_runs import RefusedSource
from cfm_app.exchange.migration import markup_text

USERS, ACCOUNTS, CONTACTS, CASES = "Users", "Accounts", "Contacts", "Cases"
NOTES, CALLS, TASKS, UPDATES, AUDIT = "Notes", "Calls", "Tasks", "Updates", "Audit"
# Saved filters: of SuiteCRM, and of Sugar 7 and later.
SEARCHES, DEFINITIONS = FILTERS = ("SavedSearch", "Filters")
MODULES = (USERS, ACCOUNTS, CONTACTS, CASES, AUDIT, UPDATES, CALLS, TASKS, NOTES, *FILTERS)
# Records that belong to a case, in the order in which they are migrated.
OF_A_CASE = (AUDIT, UPDATES, CALLS, TASKS)
ID = re.compile(r"[0-9A-Za-z][\w.-]{0,63}")
# The same link has another name in each edition.
CONTACT_OF_CASE = ("contact_id", "primary_contact_id", "contact_created_by_id")
# The IDs of a case's further contacts, with blanks between them.
FURTHER_CONTACTS = "further_contact_ids"
ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


class SourceError(RefusedSource):
    """A source cannot be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a source. `problem` says why it cannot be used, `place` where it stands."""

    module: str
    id: str
    values: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    place: str = ""
    # Whether its moments are in UTC, as in the database; else they are in the exporter's time.
    is_utc: bool = True


class Source(Protocol):
    """The interface of a source; what a source does not have is empty."""

    # Whether the moments of its cases are in UTC: then nobody has to choose a time zone.
    is_utc: bool
    # Whether its records are ordered by their last change, so that a run can begin in the middle.
    is_ordered: bool

    def modules(self) -> tuple[str, ...]:
        """The modules that it has."""

    def records(self, module: str, since: datetime | None = None) -> Iterator[Record]:
        """The records of a module; of some sources only those changed since a moment in UTC."""

    def one(self, module: str, number: str) -> Record | None:
        """One record by its ID, of a source that gives only what has changed; None where there is none."""

    def count(self, module: str) -> int | None:
        """How many records of a module such a source has; None where only reading them all tells."""

    def complete(self, found: Record) -> Record:
        """A record with what the source tells only when it is asked for this one; asked for what comes."""

    def file(self, note: str) -> bytes | None:
        """The file of a note; None where there is none."""

    def has_file(self, note: str) -> bool:
        """Whether it has the file of a note, as far as it knows without reading it."""

    def dropdowns(self) -> dict[str, dict[str, str]]:
        """The labels of the lists that it knows: field, key, label."""

    def tells_teams(self) -> bool:
        """Whether it says which team or security group has a case."""

    def tells_contacts(self) -> bool:
        """Whether it says who is the person of a case."""

    def left_behind(self) -> dict[str, int]:
        """How many records of cases it has that never come, by their table."""

    def missing(self) -> tuple[str, ...]:
        """Sentences on what this kind of source cannot give."""

    def close(self) -> None:
        """Close what it holds open."""


class WholeSource:
    """What holds of each source that is read from its beginning to its end: nothing is asked of it one by one."""

    is_ordered = False

    def one(self, module: str, number: str) -> Record | None:
        return None

    def count(self, module: str) -> int | None:
        return None

    def complete(self, found: Record) -> Record:
        return found


def label(module: str) -> str:
    """What a module is called here."""
    known = {
        USERS: _("Users"),
        ACCOUNTS: _("Accounts"),
        CONTACTS: _("Contacts"),
        CASES: _("Cases"),
        AUDIT: _("Lines of history"),
        UPDATES: _("Case updates"),
        CALLS: _("Calls"),
        TASKS: _("Tasks"),
        NOTES: _("Notes and files"),
    }
    return known.get(module) or _("Saved filters")


def joined_teams(names: Iterable[str]) -> str:
    """The teams of one case as one value: each of them says something of its class."""
    return ", ".join(sorted({name for each in names for name in each.split(", ") if name}))


def text(value: Any, is_words: bool = True) -> str:
    """A value as one text: composed letters, no invisible characters; of words neither HTML nor entities."""
    if value is None:
        return ""
    said = markup_text.plain(str(value)) if is_words else str(value)
    return cell_texts.visible(unicodedata.normalize("NFC", said))


def record(module: str, values: dict[str, Any], place: str = "", is_utc: bool = True) -> Record:
    """A record from raw values; one without a number cannot be found again, so it has a problem."""
    is_words = module not in FILTERS
    cleaned = {name: said for name, raw in values.items() if (said := text(raw, is_words))}
    number = cleaned.get("id", "")
    if module == CASES:
        linked = next((cleaned[name] for name in CONTACT_OF_CASE if cleaned.get(name)), "")
        if linked:
            cleaned["contact_id"] = linked
    if not number:
        problem = _("The row has no ID of SugarCRM.")
    elif not ID.fullmatch(number):
        problem = _("“{0}” is no ID of SugarCRM; the row may be broken.").format(number[:40])
    else:
        problem = ""
    return Record(module, number[:140], cleaned, problem, place, is_utc)


def is_deleted(found: Record) -> bool:
    """Whether it is in the bin of SugarCRM."""
    return found.values.get("deleted", "").casefold() in ("1", "true", "yes", "oui")


def moment(raw: str, zone: str, order: str = "", is_utc: bool = False) -> datetime | None:
    """A moment of a source in UTC, without its zone; None if the value is empty.

    Raises:
        ValueError: with a sentence, if it is no moment.
    """
    if not raw:
        return None
    if ISO.match(raw) and (raw.endswith("Z") or re.search(r"[+-]\d\d:?\d\d$", raw)):
        given = datetime.fromisoformat(raw.replace("Z", "+00:00"))
        return given.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
    found = dates.moment(raw, order).replace(microsecond=0)
    if is_utc:
        return found
    return found.replace(tzinfo=zone_of(zone)).astimezone(timezone.utc).replace(tzinfo=None)


def local(found: datetime | None, zone: str) -> datetime | None:
    """A moment in UTC as the office's clocks show it."""
    if found is None:
        return None
    return found.replace(tzinfo=timezone.utc).astimezone(zone_of(zone)).replace(tzinfo=None)


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        raise SourceError(_("“{0}” is no time zone.").format(name)) from None
