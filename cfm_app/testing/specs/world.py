"""The office in which a scenario runs: who acts, what time it is, which case was mentioned."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

import frappe
import time_machine
from frappe.utils import get_system_timezone

from cfm_app.base import clock
from cfm_app.testing import CFMTestCase

LANGUAGE = "fr"
OFFICE = "Administrator"


class World:
    """The state that the steps of one scenario share."""

    def __init__(self, test: CFMTestCase) -> None:
        self.test = test
        self.people: dict[str, str] = {}
        """Users of the office by first name."""
        self.callers: dict[str, str] = {}
        """Records of persons by their name."""
        self.cases: dict[str, str] = {}
        """Numbers of cases by the name of the person."""
        self.current = ""
        self.referrals: dict[str, str] = {}
        """The newest referral of each case."""
        self.consents: dict[str, str] = {}
        self.request = ""
        """The newest request for more time."""
        self.code = ""
        """The last code that a person was told."""
        self.seen: Any = None
        """The last thing that somebody looked at."""
        self.refusal: Exception | None = None
        self._clock: time_machine.travel | None = None
        self._now: datetime | None = None
        self.come_back()

    # --- time -------------------------------------------------------------------------------
    def travel(self, when: datetime) -> None:
        """Move to a moment of the office's clock; from there time runs as usual."""
        if self._now and when < self._now:
            raise ValueError("Dans un scénario, le temps ne recule pas.")
        self._stop_clock()
        moment = when.replace(tzinfo=ZoneInfo(get_system_timezone())).astimezone(timezone.utc)
        self._clock, self._now = time_machine.travel(moment, tick=True), when
        self._clock.start()
        clock.believe()

    @property
    def now(self) -> datetime:
        """The moment to which the scenario moved last."""
        if self._now is None:
            raise LookupError("Le scénario ne dit pas quel jour nous sommes.")
        return self._now

    def end(self) -> None:
        """Let the clock run as it does outside."""
        self._stop_clock()

    def _stop_clock(self) -> None:
        if self._clock:
            self._clock.stop()
            self._clock = None
            clock.believe()

    # --- people -----------------------------------------------------------------------------
    def user(self, name: str) -> str:
        """The user with a first name."""
        if name not in self.people:
            raise LookupError(f"{name} ne fait pas partie de l'équipe du scénario.")
        return self.people[name]

    @contextmanager
    def acting(self, name: str) -> Iterator[None]:
        """Act as a user of the office, as in a request of their own."""
        self._become(self.user(name))
        try:
            yield
        finally:
            self.come_back()

    def come_back(self) -> None:
        """Look at the stored records from outside of the office."""
        self._become(OFFICE)

    def _become(self, user: str) -> None:
        frappe.set_user(user)
        frappe.local.lang = LANGUAGE
        frappe.flags.cfm_audit = set()

    # --- mentioned records ------------------------------------------------------------------
    def number(self, person: str = "") -> str:
        """The number of a person's case, by default of the last one that was mentioned."""
        if person and person not in self.cases:
            raise LookupError(f"Aucun cas de {person} dans ce scénario.")
        number = self.cases[person] if person else self.current
        if not number:
            raise LookupError("Aucun cas n'a encore été enregistré dans ce scénario.")
        return number

    def case(self, person: str = "") -> Any:
        """The case as it is stored."""
        return frappe.get_doc("Case", self.number(person))

    def referral(self, person: str = "") -> str:
        """The newest referral of a case."""
        return self.referrals[self.number(person)]
