"""The base class of the app's tests: the one that the framework at hand offers."""

import importlib
import unittest
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import frappe
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from cfm_app.base import consts, languages
from cfm_app.base.counting import counted
from cfm_app.security.administration import access_requests
from cfm_app.security.entitlement import casework_role
from cfm_app.security.obligations import compliance

# The consent text that the app ships.
READ = "Consentement général-fra-1.0"
# What `plant_others` writes.
OTHER, LATE = "other@test.cfm", "2099-01-01 00:00:00"


def _base_class() -> type:
    for module, name in (
        ("frappe.tests.utils", "FrappeTestCase"),
        ("frappe.tests", "IntegrationTestCase"),
    ):
        try:
            return getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError):
            continue
    return unittest.TestCase


def _insert_bare(doctype: str, **values: Any) -> None:
    """A record and nothing of what else follows: on a bench, a new user empties every cache."""
    frappe.get_doc({"doctype": doctype, **values}).db_insert()


def forget_caches() -> None:
    """What was worked out of undone rows: on a bench it outlives them.

    Where the caches follow each rollback by themselves, whoever runs the tests says so by a flag: to work
    all of it out anew would take a third of their time.
    """
    if not frappe.flags.caches_follow_rollback:
        frappe.clear_cache()


def request_of(path: str, verb: str, body: str = "", content_type: str | None = None) -> Request:
    """A request as a server receives it."""
    return Request(
        EnvironBuilder(path, method=verb, data=body, content_type=content_type).get_environ()
    )


if TYPE_CHECKING:
    Base = unittest.TestCase
else:
    Base = _base_class()


OF_REQUEST = ("form_dict", "lang", "request", "request_ip")
"""What a test may set as a request does: the next test finds it as it was."""


def remove_user(user: str) -> None:
    """Take a user away with their roles, whatever refers to them."""
    frappe.db.delete("Has Role", {"parent": user})
    frappe.db.delete("User", {"name": user})
    frappe.clear_cache(user=user)


class CFMTestCase(Base):
    """Users by role, and short ways to a case, a consent and a referral.

    Each test starts from the same records: what it wrote is rolled back.
    """

    def run(self, result: Any = None) -> Any:
        self._others: dict[tuple[str, str], Any] = {}
        # What is added first is done last.
        for name in OF_REQUEST:
            self.addCleanup(setattr, frappe.local, name, getattr(frappe.local, name, None))
        self.addCleanup(self.require_nothing_left)
        return super().run(result)

    def require_nothing_left(self) -> None:
        """Fail if the test has committed users: the next one would meet them."""
        frappe.db.rollback()
        left = frappe.get_all("User", {"name": ["like", "%@test.cfm"]}, pluck="name")
        if left:
            for user in left:
                remove_user(user)
            frappe.db.commit()
        self.assertEqual(left, [], "The test leaves users behind: see CommittedTestCase")

    def plant_others(self, *doctypes: str) -> None:
        """A row of somebody else in some tables, changed last: what forgets to ask whose a row is finds this one.

        After the test it has to be there as it was.
        """
        for doctype in doctypes:
            name = f"other-{frappe.generate_hash(length=8)}"
            values = {df.fieldname: self._of_others(df) for df in frappe.get_meta(doctype).fields}
            _insert_bare(doctype, name=name, **values)
            late = {"creation": LATE, "modified": LATE}
            frappe.db.set_value(doctype, name, late, update_modified=False)
            self._others[doctype, name] = frappe.db.get_value(doctype, name, "*", as_dict=True)

    def _of_others(self, df: Any) -> Any:
        if df.fieldtype in ("Int", "Long Int", "Check"):
            return 1
        if df.fieldtype == "Datetime":
            return LATE
        return df.options.split("\n")[-1] if df.fieldtype == "Select" else OTHER

    def require_others(self) -> None:
        """Fail if the test has changed or deleted what is somebody else's."""
        others, self._others = self._others, {}
        for (doctype, name), before in others.items():
            stored = frappe.db.get_value(doctype, name, "*", as_dict=True)
            self.assertEqual(stored, before, f"{doctype} of others")

    def tearDown(self) -> None:
        frappe.set_user("Administrator")
        try:
            self.require_others()
        finally:
            self._undo()
        super().tearDown()

    def _undo(self) -> None:
        frappe.db.rollback()
        forget_caches()
        frappe.flags.cfm_audit = set()
        compliance.clear_cache()
        # Settings that a test has read stay in the connection of a bench, though they were undone.
        if hasattr(frappe.db, "value_cache"):
            frappe.db.value_cache.clear()
        # The framework remembers for the process through which account mail leaves.
        if hasattr(frappe.local, "outgoing_email_account"):
            frappe.local.outgoing_email_account = {}

    @contextmanager
    def as_served(self) -> Iterator[None]:
        """What is called here meets the checks that the framework leaves out while tests run."""
        in_test = frappe.flags.in_test
        frappe.flags.in_test = False
        try:
            yield
        finally:
            frappe.flags.in_test = in_test

    def waits(self, change: Callable[[], Any]) -> Any:
        """The request that a change becomes which waits for a second person.

        A request over HTTP undoes its transaction; here the records of the test stay.
        """
        frappe.db.savepoint("before_change")
        with self.assertRaises(access_requests.SecondPersonNeeded) as waiting:
            change()
        frappe.db.rollback(save_point="before_change")
        frappe.db.after_rollback.reset()
        forget_caches()
        found = waiting.exception
        # The log of this request knows it, but was undone with the rest.
        frappe.flags.cfm_audit = set()
        return access_requests.store(found.change, found.gained, frappe.session.user)

    def user(self, *roles: str, email: str | None = None) -> str:
        """A user with these roles and what follows from them, made on first use."""
        email = email or ("-".join(roles).lower().replace(" ", ".") + "@test.cfm")
        if not frappe.db.exists("User", email):
            first_name = email.split("@")[0]
            named: dict[str, Any] = {"name": email, "email": email, "first_name": first_name}
            named |= {"full_name": first_name, "enabled": 1, "user_type": "System User"}
            language = frappe.db.get_single_value("System Settings", "language")
            _insert_bare("User", **named, language=language)
            given = (consts.CASEWORKER,) if casework_role.works_on_cases(roles) else ()
            for role in (*roles, *given):
                belongs = {"parent": email, "parenttype": "User", "parentfield": "roles"}
                _insert_bare("Has Role", role=role, **belongs)
            frappe.clear_cache(user=email)
        return email

    def outgoing_account(self) -> None:
        """An account by which mail may leave; nothing is sent before a job does so."""
        frappe.get_doc(
            {
                "doctype": "Email Account",
                "email_account_name": "Office",
                "email_id": "office@test.cfm",
                "enable_outgoing": 1,
                "default_outgoing": 1,
                "smtp_server": "127.0.0.1",
                "no_smtp_authentication": 1,
            }
        ).insert(ignore_permissions=True)

    def customise_case(self, field: str, name: str, value: str, kind: str = "Data") -> None:
        """Change a property of a field of the form of a case, as a manager does."""
        frappe.get_doc(
            {
                "doctype": "Property Setter",
                "doctype_or_field": "DocField",
                "doc_type": "Case",
                "field_name": field,
                "property": name,
                "property_type": kind,
                "value": value,
            }
        ).insert()
        frappe.clear_cache(doctype="Case")

    def as_read_by(self, user: str, text: str, *values: str) -> str:
        """What a user reads of a text of the app."""
        language = languages.of_user(user)
        return counted(frappe._(text, language), *values, language=language)

    def case(self, **values: Any) -> Any:
        """A new case of the user in the session."""
        return frappe.get_doc({"doctype": "Case", "description": "Test", **values}).insert()

    def consent(self, case: str, *granted: str, refused: tuple[str, ...] = ()) -> Any:
        """A decided consent for a case."""
        rows = [{"purpose": purpose, "decision": "Granted"} for purpose in granted]
        rows += [{"purpose": purpose, "decision": "Refused"} for purpose in refused]
        given = {"doctype": "Consent", "cfm_case": case, "purposes": rows, "statement": READ}
        consent = frappe.get_doc(given)
        return self.act(consent.insert(), "Record Decision")

    def act(self, doc: Any, action: str) -> Any:
        """Take a workflow action as the user in the session."""
        return frappe.get_attr("frappe.model.workflow.apply_workflow")(doc, action)

    def resolve(self, case: Any, resolution: str = "Done") -> Any:
        """Write what was done about a case and move it to Resolved."""
        case.resolution = resolution
        case.save()
        return self.act(case, "Resolve")

    def inform(self, case: Any, said: str = "You will get it on Thursday.") -> Any:
        """Write down the contact in which the person was told, and move the case there."""
        case.response_given = said
        case.append("contact_attempts", {"outcome": consts.ATTEMPT_INFORMED})
        case.save()
        return self.act(case, "Inform the Person")


class CommittedTestCase(CFMTestCase):
    """For what is found only after a commit, as new words are on MariaDB; takes its records away."""

    def setUp(self) -> None:
        super().setUp()
        self.made: list[tuple[str, str]] = []
        self.made_users: list[str] = []
        self.addCleanup(self.remove)

    def make(self, doctype: str, **values: Any) -> Any:
        """A new record of the user in the session, which the test does not leave behind."""
        doc = frappe.get_doc({"doctype": doctype, **values}).insert()
        self.made.append((doctype, doc.name))
        return doc

    def user(self, *roles: str, email: str | None = None) -> str:
        before = set(frappe.get_all("User", pluck="name"))
        user = super().user(*roles, email=email)
        if user not in before:
            self.made_users.append(user)
        return user

    def watch(self, *doctypes: str) -> None:
        """Take away at the end whatever else is stored of some kinds meanwhile, too."""
        before = {doctype: set(frappe.get_all(doctype, pluck="name")) for doctype in doctypes}
        self.addCleanup(self._note_new, before)

    def _note_new(self, before: dict[str, set[str]]) -> None:
        for doctype, names in before.items():
            new = set(frappe.get_all(doctype, pluck="name")) - names
            self.made += [(doctype, name) for name in sorted(new - {n for _d, n in self.made})]

    def remove(self) -> None:
        """Take away all that was made, with the reports, stubs and users that came of it."""
        frappe.set_user("Administrator")
        for doctype, name in reversed(self.made):
            if doctype == "Case":
                self._remove_of_case(name)
            self.drop(doctype, name)
        for user in self.made_users:
            remove_user(user)
        frappe.db.commit()

    def _remove_of_case(self, case: str) -> None:
        for doctype in ("Sensitive Report", "CFM Case Stub", "ToDo"):
            field = "reference_name" if doctype == "ToDo" else "cfm_case"
            for name in frappe.get_all(doctype, {field: case}, pluck="name"):
                self.drop(doctype, name)

    def drop(self, doctype: str, name: str) -> None:
        """Delete one record, whatever refers to it."""
        frappe.delete_doc(
            doctype, name, force=True, ignore_permissions=True, delete_permanently=True
        )
