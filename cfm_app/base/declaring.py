"""What a room or a feature says of itself in its `declares.py`; `declarations` puts all of them together.

Functions are named by dotted paths, as the framework's hooks name them: nothing is imported before it is needed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

Names = str | Iterable[str]

Group = Literal["work", "cases", "understand", "protect", "team", "set_up"]
"""The kinds of work by which the rail of pages is ordered."""


class Turn(IntEnum):
    """When something runs among its like. Within a turn the lower room goes first, then the order of its list."""

    FIRST = 0
    IN_ORDER = 1
    LAST = 2


@dataclass(frozen=True)
class On:
    """Functions for one event of documents.

    Attributes:
        doctypes: the DocTypes whose documents are meant; ``*`` is every one.
        event: the framework's name of the event.
        functions: what runs, in this order.
        turn: when, among what other rooms and lines run for the same event.
    """

    doctypes: tuple[str, ...]
    event: str
    functions: tuple[str, ...]
    turn: Turn


def on(doctypes: Names, events: Names, functions: Names, turn: Turn = Turn.IN_ORDER) -> list[On]:
    """What runs at each of some events of documents of some DocTypes."""
    return [On(_listed(doctypes), event, _listed(functions), turn) for event in _listed(events)]


@dataclass(frozen=True)
class Job:
    """A job in the background.

    Attributes:
        function: what runs.
        title: what it does, in words, for whoever looks after the site.
        every: the framework's name of the interval; empty where something else begins it.
        turn: when, among the jobs of the same interval.
    """

    function: str
    title: str
    every: str = ""
    turn: Turn = Turn.IN_ORDER


@dataclass(frozen=True)
class Hooked:
    """Functions for a hook of the framework or of an engine that takes a list."""

    hook: str
    functions: tuple[str, ...]
    turn: Turn


def hooked(hook: str, functions: Names, turn: Turn = Turn.IN_ORDER) -> Hooked:
    """What runs where a hook asks for a list of functions."""
    return Hooked(hook, _listed(functions), turn)


@dataclass(frozen=True)
class Waits:
    """A list of what waits for the user.

    Attributes:
        rows: what waits; None where the user is told nothing of it, not even that it is empty.
        key: its name in the counts of the bell; empty where it is not counted.
        page: which page shows it.
        line: of a row, what the home page says: url, title, name, kind, note and due_on; empty where it says nothing.
        turn: when, among the lists on the home page.
    """

    rows: str
    key: str = ""
    page: str = ""
    line: str = ""
    turn: Turn = Turn.IN_ORDER


@dataclass(frozen=True)
class FormPart:
    """What a feature asks on the form of a new case.

    Attributes:
        choices: a function with what the user may choose from; the part is there if it gives anything.
        template: how it looks; it knows its `choices`.
        script: its module, whose function `part` gives `values` of the case, and `keep` for the next one.
    """

    choices: str
    template: str
    script: str


@dataclass(frozen=True)
class MenuPage:
    """A page on the rail, behind another one of its group.

    Attributes:
        group: the work that it serves.
        roles: for whom it is.
        after: the route of the page before it; where that is not there, it goes last.
        parts: the routes of pages that are opened from it, and whose place it is.
    """

    group: Group
    label: str
    route: str
    icon: str
    roles: tuple[str, ...]
    after: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tool:
    """A card in the overview of tools of a manager, behind another one.

    Attributes:
        group: the heading under which it stands.
        hint: what it is for, in a sentence.
        words: by what it is found besides.
        after: the route of the tool before it; where that is not there, it goes last.
    """

    label: str
    route: str
    icon: str
    group: str
    hint: str
    words: str
    after: str


@dataclass(frozen=True)
class DocumentPage:
    """The page on which documents of a feature are read, to which a notice leads; for whom it is."""

    route: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Added:
    """A field of a feature on a DocType that is not its own.

    It is each office's own: what goes to another office leaves it here.

    Attributes:
        doctype: the DocType that has it.
        field: its name.
        is_crucial: rules depend on the record that it names; a closed one is answered like a missing one.
        is_particular: of a case that is restricted, its report keeps it and the case does not.
    """

    doctype: str
    field: str
    is_crucial: bool = False
    is_particular: bool = False


@dataclass(frozen=True)
class Declares:
    """All that a room or a feature adds to the app."""

    events: Sequence[On] = ()
    jobs: Sequence[Job] = ()
    hooks: Sequence[Hooked] = ()
    # By DocType: functions that limit a list, and that judge a document.
    list_conditions: Mapping[str, str] = field(default_factory=dict)
    permissions: Mapping[str, str] = field(default_factory=dict)
    # By protected DocType: the function that gives its condition of the access rule for a user.
    access_conditions: Mapping[str, str] = field(default_factory=dict)
    # What waits for the user, for the bell and the home page.
    waits: Sequence[Waits] = ()
    # What is asked on the form of a new case besides its own fields.
    form_parts: Sequence[FormPart] = ()
    # What completes or refuses a case as it is saved, with the first stage.
    case_rules: Sequence[str] = ()
    # By DocType with words about people that retention does not reach: how it forgets them itself.
    forgets: Mapping[str, str] = field(default_factory=dict)
    # By DocType of which the app ships records: their folder. Nothing of another room refers to them.
    shipped: Mapping[str, str] = field(default_factory=dict)
    # Where managers find it.
    menu: Sequence[MenuPage] = ()
    tools: Sequence[Tool] = ()
    # By DocType: the page on which its documents are read.
    pages: Mapping[str, DocumentPage] = field(default_factory=dict)
    # DocTypes by which managers set the office up: what they change has a history, and can be undone.
    configuration: Sequence[str] = ()
    # DocTypes from whose rights a manager may begin who makes a kind of record.
    patterns: Sequence[str] = ()
    # Of a feature that may be taken away: what goes with its folder. DocTypes, files of the app by pattern, and
    # fields of other DocTypes.
    doctypes: Sequence[str] = ()
    files: Sequence[str] = ()
    fields: Sequence[Added] = ()


def _listed(names: Names) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
