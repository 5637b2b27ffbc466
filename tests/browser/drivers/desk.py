"""The words in which tests speak of a desk."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from datetime import date

from playwright.sync_api import Locator, Page, expect

Shown = str | re.Pattern[str]
LONG = 20_000


class Desk(ABC):
    """A person at a desk in French. Labels and choices are what the person reads on the screen.

    Grids and their columns go by the names of the fields. Each word ends when the screen shows
    that it is done, and fails when it does not.
    """

    def __init__(self, page: Page) -> None:
        self.page = page

    @abstractmethod
    def log_in(self, user: str, password: str) -> None:
        """By hand, on the page for it."""

    @abstractmethod
    def start(self) -> None:
        """Open the page with which the day begins."""

    @abstractmethod
    def way_to(self, label: str) -> Locator:
        """What leads from there to a page of the app."""

    @abstractmethod
    def search(self, words: str) -> Locator:
        """Type into the search at the top; gives what was found."""

    @abstractmethod
    def new(self, doctype: str, **given: str) -> None:
        """Open an empty document with some fields given in the address."""

    @abstractmethod
    def open(self, doctype: str, name: str) -> None:
        """Open a stored document."""

    @abstractmethod
    def field(self, label: str) -> Locator:
        """The control in which one types or chooses."""

    @abstractmethod
    def choose(self, label: str, begin: str, option: Shown) -> None:
        """Fill a link by typing and taking what is offered."""

    def select(self, label: str, option: str) -> None:
        """Take one of the fixed choices."""
        self.field(label).select_option(label=option)

    def write(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def write_date(self, label: str, day: date) -> None:
        self.write(label, day.isoformat())

    @abstractmethod
    def tick(self, label: str) -> None:
        """Tick a box of the form."""

    def holds(self, label: str, value: str) -> None:
        expect(self.field(label)).to_have_value(value)

    def tab(self, label: str) -> None:
        self.page.get_by_role("tab", name=label, exact=True).click()

    @abstractmethod
    def add_row(self, grid: str) -> Locator:
        """A new row at the end of a grid, ready to be filled."""

    @abstractmethod
    def rows(self, grid: str) -> list[Locator]:
        """The rows of a grid."""

    @abstractmethod
    def text_of(self, row: Locator, column: str) -> str:
        """What a row shows in a column."""

    @abstractmethod
    def select_in(self, row: Locator, column: str, option: str) -> None:
        """Take one of the fixed choices in a row."""

    @abstractmethod
    def tick_in(self, row: Locator, column: str) -> None:
        """Tick a box in a row."""

    @abstractmethod
    def type_in(self, row: Locator, column: str, text: str) -> None:
        """Fill a cell of a row; a link takes what is offered for the text."""

    @abstractmethod
    def press(self, button: str) -> str:
        """Press a button of the form; gives what is said then, which is put away."""

    @abstractmethod
    def save(self) -> str:
        """Save by keyboard; gives the document's number."""

    def save_and_lose(self) -> Locator:
        """Save what is closed to the user from then on; gives the sentence that tells its number."""
        self.page.keyboard.press("Control+s")
        told = self.page.locator("#main .alert[role=status]")
        told.wait_for(timeout=LONG)
        return told

    @abstractmethod
    def step(self, action: str) -> None:
        """Take an action of the workflow."""

    @abstractmethod
    def state_is(self, state: str) -> None:
        """The head of the form names a state."""

    @abstractmethod
    def is_told(self, sentence: Shown) -> None:
        """A refusal, or what was saved, says something; it is then put away."""

    @abstractmethod
    def comment(self, text: str) -> None:
        """Write a comment below the form."""

    @abstractmethod
    def history_tells(self, text: Shown) -> None:
        """The timeline of the document holds a text."""

    @abstractmethod
    def list(self, doctype: str, **filters: str) -> None:
        """Open a list, filtered by fields."""

    @abstractmethod
    def listed(self) -> Locator:
        """The rows of the list."""

    @abstractmethod
    def printed(self, doctype: str, name: str, language: str, print_format: str) -> Locator:
        """The sheet of the print preview."""


def slug(doctype: str) -> str:
    """A DocType as it stands in an address."""
    return doctype.lower().replace(" ", "-")
