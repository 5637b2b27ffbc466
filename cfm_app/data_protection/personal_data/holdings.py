"""Everything that is held on a person, or of one case, found by walking what refers to what.

The walk starts at the records of the person. Whatever names one of the documents found so far is found as
well, until nothing new appears: by a link, a dynamic link, a row of a table, the name written into a text
field, the address of a file, a phone number or an address at a channel. What belongs to somebody else
stays out, even where it names this person: there a row of it at most is held, never the whole.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import frappe

from cfm_app.base import consts, doctype_access
from cfm_app.data_protection.personal_data import holdings_rows as stored
from cfm_app.data_protection.personal_data.holdings_columns import Table, tables
from cfm_app.security.persons import identity
from cfm_app.security.sealing import reporters

OF_PERSONS = ("Case", "Referral", "Consent", "Sensitive Report", "Community Member")
MEMBER, REPORT = "Community Member", "Sensitive Report"
RECORD, SAME_PERSON = "The record of the person", "A record of the same person"
NAMES, FILE = "It names something held on the person", "A file of something held on the person"
BY_ADDRESS = "It has a number or an address of the person"
MENTIONED = "Its words name something held on the person"
ITSELF = "What the request is about"
WHYS = (RECORD, SAME_PERSON, NAMES, FILE, BY_ADDRESS, MENTIONED, ITSELF)
# A text that holds one of these names tells of its document; shorter names may be part of any word.
SHORTEST_NAME = 8
# Fields with a writer's number or address.
ADDRESSES = {consts.CONVERSATION: ("contact_address", "user_id"), consts.CALL: ("number",)}


@dataclass(frozen=True)
class Held:
    """One stored row: DocType, name, and why it is held on the person (one of `WHYS`)."""

    doctype: str
    name: str
    why: str


def of_person(member: str) -> list[Held]:
    """Everything held on a Community Member, their records first.

    A row of a table is not listed beside its document. Checks no permission.
    """
    return _walked(member, lambda table: True).found()


def linked_to(member: str) -> list[Held]:
    """The same without what only a number or address connects: it may be somebody else's."""
    return _walked(member, lambda table: False).found()


def to_erase_of(member: str) -> list[Held]:
    """What is linked to a person or has their number, without words that may be somebody else's."""
    return _walked(member, lambda table: not _has_words_of_somebody(table)).found()


def unlinked_of(member: str) -> list[Held]:
    """Conversations and calls with a number or address of a person, linked to nobody."""
    walk = _walked(member, lambda table: False)
    linked = set(walk.held)
    walk.add_by_address(lambda table: table.doctype in ADDRESSES)
    return [row for place, row in walk.held.items() if place not in linked]


def _walked(member: str, is_by_address: Callable[[Table], bool]) -> "_Walk":
    """The result of a walk from a person; numbers and addresses are only followed in some tables."""
    persons = identity.records_of(member)
    walk = _Walk(persons=persons)
    walk.add([Held(MEMBER, name, _why_record(name, member)) for name in persons])
    walk.follow()
    walk.add_by_address(is_by_address)
    walk.follow()
    walk.add_mentions()
    walk.follow()
    return walk


def _has_words_of_somebody(table: Table) -> bool:
    return table.doctype in ADDRESSES or bool(table.owner_fields())


def of_case(case: str) -> list[Held]:
    """Everything held on a case, without the record of its person. Checks no permission."""
    return _of_one("Case", case)


def of_conversation(conversation: str) -> list[Held]:
    """Everything held on a conversation, without its cases. Checks no permission."""
    return _of_one(consts.CONVERSATION, conversation)


def _of_one(doctype: str, name: str) -> list[Held]:
    walk = _Walk(only=(doctype, name))
    walk.add([Held(doctype, name, ITSELF)])
    walk.follow()
    walk.add_mentions()
    walk.follow()
    return walk.found()


def _why_record(name: str, member: str) -> str:
    return RECORD if name == member else SAME_PERSON


class _Walk:
    """The documents found so far, and those whose references are still to be followed."""

    def __init__(self, persons: Iterable[str] = (), only: tuple[str, str] | None = None) -> None:
        self.persons, self.only = frozenset(persons), only
        self.tables = tables()
        self.held: dict[tuple[str, str], Held] = {}
        self.new: list[Held] = []

    def add(self, rows: Iterable[Held]) -> None:
        """Keep what is new."""
        for row in rows:
            place = (row.doctype, row.name)
            if place not in self.held:
                self.held[place] = row
                self.new.append(row)

    def found(self) -> list[Held]:
        """What was found, without rows of documents that were found themselves."""
        parents = {
            doctype: self._parents(doctype, names)
            for doctype, names in self._names(self.held.values()).items()
            if self.tables[doctype].is_child
        }
        return [
            row
            for (doctype, name), row in self.held.items()
            if doctype not in parents or parents[doctype].get(name) not in self.held
        ]

    def follow(self) -> None:
        """Look for references until nothing new is found."""
        while self.new:
            found, self.new = self._names(self.new), []
            for table in self.tables.values():
                self._add_found(table, self._referring(table, found))
            self._add_cases(found)
            self._add_files(found)

    # --- what refers to what was found ------------------------------------------------------------
    def _referring(self, table: Table, found: dict[str, list[str]]) -> Iterator[str]:
        """The names of the rows of a table that name one of some documents."""
        for doctype, fields in table.links.items():
            yield from stored.with_value(table, fields, found.get(doctype, ()))
        everything = [name for names in found.values() for name in names]
        for type_field, name_field in table.dynamic:
            for row in stored.with_value_and(table, name_field, everything, type_field):
                if row.get(name_field) in found.get(str(row.get(type_field) or ""), ()):
                    yield row.name
        linked = {name for fields in table.links.values() for name in fields}
        linked |= {name for pair in table.dynamic for name in pair}
        plain = [name for name in table.plain if name not in linked]
        yield from stored.with_value(table, plain, self._tellable(found))

    def _tellable(self, found: dict[str, list[str]]) -> list[str]:
        """The names that stand for nothing else where they are written as text."""
        return [
            name
            for doctype, names in found.items()
            if self.tables[doctype].is_of_app and not self.tables[doctype].is_child
            for name in names
            if len(name) >= SHORTEST_NAME
        ]

    def _add_found(self, table: Table, rows: Iterable[str], why: str = NAMES) -> None:
        named = set(rows)
        if table.is_child:
            self._add_rows(table, named, why)
            return
        others = self._of_others(table, named)
        self.add([Held(table.doctype, name, why) for name in sorted(named - others)])

    def _add_rows(self, table: Table, named: set[str], why: str) -> None:
        """Rows of tables: the whole document where that belongs to a person, else the row alone."""
        parents = self._parents(table.doctype, named)
        by_type: dict[str, set[str]] = defaultdict(set)
        for doctype, name in parents.values():
            by_type[doctype].add(name)
        whole: set[tuple[str, str]] = set()
        for doctype, names in by_type.items():
            parent_table = self.tables.get(doctype)
            if parent_table and _is_of_persons(parent_table):
                others = self._of_others(parent_table, names)
                whole |= {(doctype, name) for name in names - others}
        for name in sorted(named):
            above = parents.get(name)
            place = above if above and above in whole else (table.doctype, name)
            self.add([Held(*place, why)])

    def _add_cases(self, found: dict[str, list[str]]) -> None:
        """The cases that documents of the person belong to: a restricted case does not name them itself."""
        if self.only:
            return
        for doctype, names in found.items():
            table = self.tables[doctype]
            if table.is_child or "cfm_case" not in table.links.get("Case", ()):
                continue
            cases = set(stored.values_of(doctype, names, ("cfm_case",)))
            cases -= self._of_others(self.tables["Case"], cases)
            self.add([Held("Case", name, NAMES) for name in sorted(cases)])
        for parent, rows in (
            (each, found.get(each, [])) for each in (consts.CONVERSATION, consts.CALL)
        ):
            linked = stored.column_of_table("CFM Conversation Case", parent, rows, "cfm_case")
            cases = linked - self._of_others(self.tables["Case"], linked)
            self.add([Held("Case", name, NAMES) for name in sorted(cases)])

    def _add_files(self, found: dict[str, list[str]]) -> None:
        for doctype, names in found.items():
            urls = set(stored.values_of(doctype, names, self.tables[doctype].files))
            rows = stored.with_value(self.tables["File"], ("file_url",), sorted(urls))
            self._add_found(self.tables["File"], rows, FILE)

    # --- what knows the person by a number or an address --------------------------------------------
    def add_by_address(self, is_looked_at: Callable[[Table], bool]) -> None:
        """What stands under a number or an address of the person in some tables and is nobody else's."""
        addresses = sorted(self._addresses())
        for table in filter(is_looked_at, self.tables.values()):
            if table.doctype == MEMBER:
                # Another record with this number is another person until both are made one.
                continue
            rows = stored.with_value(table, table.plain, addresses)
            self._add_found(table, rows, BY_ADDRESS)

    def _addresses(self) -> set[str]:
        found: set[str] = set()
        written = [each for field in identity.PHONES for each in (field, f"{field}_key")]
        for person in sorted(self.persons):
            for phone in filter(None, reporters.told_of(person, written).values()):
                found |= _spellings(phone)
        for doctype, fields in ADDRESSES.items():
            own = {"community_member": ["in", sorted(self.persons)]}
            for row in frappe.get_all(doctype, filters=own, fields=list(fields)):
                for value in filter(None, row.values()):
                    found |= _spellings(value)
        return {text for text in found if len(text) >= SHORTEST_NAME - 1}

    # --- what tells of a document in words ---------------------------------------------------------
    def add_mentions(self) -> None:
        """Logs, histories, mails and copies in whose words a document of the person is named.

        Words about other persons are theirs, and the registers of the office name cases on purpose: only
        what the system writes by itself is looked through.
        """
        names = sorted(
            row.name
            for row in self.held.values()
            if row.doctype in doctype_access.PROTECTED and len(row.name) >= SHORTEST_NAME
        )
        for table in self.tables.values():
            if not table.is_child and _is_copy(table):
                self._add_found(table, stored.telling(table, names), MENTIONED)

    # --- whose something is -------------------------------------------------------------------------
    def _of_others(self, table: Table, names: set[str]) -> set[str]:
        """Those of some documents that belong to another person, or to another case."""
        if not names:
            return set()
        if self.only:
            return self._of_other_cases(table, names)
        if table.doctype == MEMBER:
            return names - self.persons
        found: set[str] = set()
        for row in stored.of_names(table.doctype, names, table.owner_fields()):
            if self._belongs_to_another(table, row):
                found.add(row.name)
        return found | self._carried_by_others(table, names)

    def _belongs_to_another(self, table: Table, row: frappe._dict) -> bool:
        if person := row.get("community_member"):
            return person not in self.persons
        if table.doctype == "Case":
            reported = frappe.db.get_value(REPORT, {"cfm_case": row.name}, "community_member")
            return bool(reported) and reported not in self.persons
        if case := row.get("cfm_case"):
            return bool(self._of_others(self.tables["Case"], {case}))
        if conversation := row.get("conversation"):
            return bool(self._of_others(self.tables[consts.CONVERSATION], {conversation}))
        return False

    def _carried_by_others(self, table: Table, names: set[str]) -> set[str]:
        """Carriers (comments, files, versions …) that hang on a document of somebody else."""
        if table.doctype not in doctype_access.CARRIERS:
            return set()
        type_field, name_field = doctype_access.CARRIERS[table.doctype]
        found = set()
        for row in stored.of_names(table.doctype, names, (type_field, name_field)):
            target = (row.get(type_field), row.get(name_field))
            if target in self.held or target[0] not in doctype_access.PROTECTED or not target[1]:
                continue
            if frappe.db.exists(*target) and self._of_others(self.tables[target[0]], {target[1]}):
                found.add(row.name)
        return found

    def _of_other_cases(self, table: Table, names: set[str]) -> set[str]:
        """What is not of the one document that is looked at: of other cases, of a person as a whole."""
        kind, only = self.only or ("", "")
        if table.doctype == kind:
            return names - {only}
        if table.doctype in (MEMBER, "Case"):
            return names
        found = set()
        owner = "cfm_case" if kind == "Case" else "conversation"
        if owner in table.owner_fields():
            rows = stored.of_names(table.doctype, names, (owner,))
            found |= {row.name for row in rows if row.get(owner) not in (None, "", only)}
        if kind == "Case" and table.doctype in (consts.CONVERSATION, consts.CALL):
            for name in names:
                linked = stored.column_of_table(
                    "CFM Conversation Case", table.doctype, [name], "cfm_case"
                )
                if linked - {only}:
                    found.add(name)
        return found

    def _parents(self, doctype: str, names: Iterable[str]) -> dict[str, tuple[str, str]]:
        rows = stored.of_names(doctype, names, ("parenttype", "parent"))
        return {row.name: (row.parenttype, row.parent) for row in rows}

    @staticmethod
    def _names(rows: Iterable[Held]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            found[row.doctype].append(row.name)
        return found


def _is_of_persons(table: Table) -> bool:
    """Whether each document of a DocType is about one person, like a call and unlike a register."""
    return bool(table.owner_fields()) or not table.is_of_app or table.doctype in OF_PERSONS


def _is_copy(table: Table) -> bool:
    """Whether a DocType holds what the system itself copied, logged or sent."""
    return (
        table.doctype in (*doctype_access.CARRIERS, *doctype_access.INTERNAL) or not table.is_of_app
    )


def _spellings(text: str) -> set[str]:
    """Other spellings of a number: as given, digits only, international, national."""
    key = identity.phone_key(text) if identity.is_phone(text) else None
    if not key:
        return {text}
    digits = key.lstrip("+")
    return {text, key, digits, f"00{digits}", identity.national(key)} - {""}
