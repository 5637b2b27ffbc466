"""What a client names and may not see is missing: in each lookup, whatever argument names it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import frappe

from cfm_app.base import consts
from cfm_app.security.access_rule import access, missing_documents, open_documents
from cfm_app.testing import CFMTestCase, request_of

MISSING = "CFM-2020-00007"
RESTRICTED = "Exploitation ou abus sexuel"
CALL = "/api/method/some.module.function"


class TestMissingDocuments(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        missing_documents.guard()
        self.handler = self.user(consts.PSEA)
        self.operator = self.user(consts.OPERATOR)
        self.manager = self.user(consts.MANAGER)
        frappe.set_user(self.operator)
        self.closed = self.case(category=RESTRICTED).name
        self.open = self.case(category="Quantité de la ration", description="Riz").name
        frappe.set_user("Administrator")
        self.report = frappe.db.get_value("Sensitive Report", {"cfm_case": self.closed}, "name")

    @contextmanager
    def asked(
        self, path: str = CALL, body: str = "", /, user: str = "", **form: Any
    ) -> Iterator[None]:
        """A request is being answered."""
        frappe.set_user(user or self.manager)
        with (
            patch.object(frappe.local, "request", request_of(path, "POST", body), create=True),
            patch.object(frappe.local, "form_dict", frappe._dict(form)),
        ):
            yield

    def test_half_a_sign_is_the_name_of_nothing(self) -> None:
        """JSON brings it, and no database takes it: an error of the server for each request."""
        name = "CFM\ud800"
        for doctype in ("Case", "CFM Partner", "File"):
            with self.asked(user=self.operator, name=name):
                self.assertFalse(frappe.db.exists(doctype, name), doctype)
                self.assertFalse(frappe.db.get_value(doctype, name, "name"), doctype)
                self.assertFalse(frappe.db.get_value(doctype, {"name": name}, "name"), doctype)
                with self.assertRaises(frappe.DoesNotExistError):
                    frappe.get_doc(doctype, name)

    def answers(self, name: str) -> list[Any]:
        """What lookups of a case say, without its name."""
        found: list[Any] = [
            frappe.db.exists("Case", name),
            frappe.db.exists("Case", {"name": name}),
            frappe.db.get_value("Case", name, "description"),
            frappe.db.get_values("Case", [name], "name"),
            frappe.db.get_values("Case", name, "name", as_dict=True),
        ]
        for doc in ({"doctype": "ToDo", "reference_type": "Case", "reference_name": name},):
            with self.assertRaises(frappe.LinkValidationError) as caught:
                frappe.get_doc({**doc, "description": "x"}).insert()
            found.append(str(caught.exception).replace(name, "…"))
        with self.assertRaises(frappe.DoesNotExistError) as missing:
            frappe.get_doc("Case", name)
        return [*found, str(missing.exception).replace(name, "…")]

    def test_a_closed_case_is_answered_as_a_missing_one(self) -> None:
        said = []
        for name in (self.closed, MISSING):
            with self.asked(name=name):
                said.append(self.answers(name))
        self.assertEqual(said[0], said[1])
        self.assertFalse(any(said[0][:5]))

    def test_in_whatever_argument_and_however_packed(self) -> None:
        doc = json.dumps({"doctype": "Case", "name": self.closed})
        ways: tuple[tuple[tuple[str, str], dict[str, Any]], ...] = (
            ((f"/api/resource/Case/{self.closed}", ""), {}),
            ((f"/api/v2/document/Case/{self.closed}/method/x", ""), {}),
            ((CALL, ""), {"anything": self.closed}),
            ((CALL, ""), {"deep": [{"er": [self.closed]}]}),
            ((CALL, ""), {"names": json.dumps([self.closed])}),
            ((CALL, ""), {"docs": f" \n{doc}"}),
            ((CALL, ""), {"docs": json.dumps(json.dumps([doc]))}),
            ((CALL, ""), {self.closed: 1}),
            ((CALL, doc), {}),
            ((CALL, f" {json.dumps(doc)}"), {}),
        )
        for (path, body), form in ways:
            with self.subTest(path=path, body=body, form=form), self.asked(path, body, **form):
                self.assertIsNone(frappe.db.get_value("Case", self.closed, "name"))

    def test_in_whatever_spelling(self) -> None:
        for spelt in (
            self.closed.lower(),
            f"{self.closed} ",
            self.closed.replace("C", "\u00c7", 1),
        ):
            with self.subTest(spelt), self.asked(name=spelt):
                for name in (spelt, self.closed):
                    self.assertIsNone(frappe.db.get_value("Case", name, "name"))
        with self.asked(doctype="case", name=self.open):
            self.assertIsNone(frappe.db.exists("case", self.open))

    def test_a_doctype_has_one_spelling(self) -> None:
        """For everybody: a database takes another one for the same, and the framework fails over it later."""
        for user in (self.operator, "Administrator"):
            with self.subTest(user), self.asked(doctype="case", user=user):
                self.assertIsNone(frappe.db.get_value("DocType", "case", "module"))
                # An engine may know no such controller, and says that there is none where it answers.
                refused = (frappe.DoesNotExistError, ImportError)
                self.assertRaises(refused, frappe.get_doc, "case", self.open)
                self.assertRaises(frappe.DoesNotExistError, frappe.get_list, "case")
            with self.subTest(user), self.asked(doctype="Case", user=user):
                self.assertTrue(frappe.db.get_value("DocType", "Case", "module"))

    def test_whoever_may_see_it_finds_it(self) -> None:
        with self.asked(name=self.open):
            self.assertEqual(frappe.db.get_value("Case", self.open, "description"), "Riz")
            self.assertEqual(frappe.get_doc("Case", self.open).description, "Riz")
        with self.asked(name=self.closed, user="Administrator"):
            self.assertTrue(frappe.db.exists("Case", self.closed))

    def test_what_nobody_names_stays(self) -> None:
        """The app follows from what is open to what is not, as a notice to a handler does."""
        with self.asked(name=self.open):
            self.assertEqual(frappe.get_doc("Case", self.closed).name, self.closed)
            self.assertTrue(frappe.db.exists("Sensitive Report", {"cfm_case": self.closed}))
        frappe.set_user(self.manager)
        self.assertTrue(frappe.db.exists("Case", self.closed))

    def test_what_the_app_looks_up_itself_is_there(self) -> None:
        with self.asked(name=self.closed), missing_documents.own_lookups():
            self.assertTrue(frappe.db.exists("Case", self.closed))

    def test_rows_are_as_closed_as_their_document(self) -> None:
        row = frappe.db.get_value("CFM Case Handler", {"parent": self.report}, "name")
        self.assertTrue(row)
        for name in (row, "no-such-row"):
            with self.subTest(name), self.asked(doctype="CFM Case Handler", name=name):
                self.assertRaises(
                    frappe.DoesNotExistError, frappe.get_doc, "CFM Case Handler", name
                )

    def test_what_no_database_holds_is_missing(self) -> None:
        frappe.set_user(self.operator)
        for name in ("\ud800", 5, True):
            self.assertFalse(access.may_see("Case", name))  # type: ignore[arg-type]
        with self.asked(name="\ud800"):
            self.assertIsNone(frappe.db.exists("Case", "\ud800"))

    def test_conditions_are_no_name(self) -> None:
        """What they match would tell word by word what closed documents hold."""
        for doctype in ("Case", "Comment", "User"):
            for condition in ({"owner": ["like", "a%"]}, {"creation": [">", "2020-01-01"]}):
                with self.subTest(doctype), self.asked(name=json.dumps(condition)):
                    for look in (frappe.get_doc, frappe.db.exists, frappe.db.get_value):
                        self.assertRaises(frappe.ValidationError, look, doctype, condition)

    def test_a_number_with_a_fraction_is_no_name(self) -> None:
        """A framework that takes it for no condition finds the newest document, and stores its name."""
        for df in frappe.get_meta("Case").get_link_fields():
            with self.subTest(df.fieldname):
                doc = frappe.get_doc({"doctype": "Case", df.fieldname: 1.5})
                doc._action = "save"
                self.assertRaises(frappe.ValidationError, doc._validate_links)
        for look in (frappe.db.exists, frappe.db.get_value):
            self.assertRaises(frappe.ValidationError, look, "Case", 1.5)

    def test_every_link_of_every_document_leads_to_nothing(self) -> None:
        """Also of documents that the user may not write: links are looked up before the right."""
        for doctype in frappe.get_all("DocType", {"issingle": 0}, pluck="name"):
            for df in frappe.get_meta(doctype).get("fields", {"fieldtype": "Dynamic Link"}):
                said = []
                for name in (self.closed, MISSING):
                    doc = frappe.get_doc(
                        {"doctype": doctype, df.options: "Case", df.fieldname: name}
                    )
                    with self.asked(values={df.fieldname: name}):
                        said.append(self.invalid(doc).replace(name, "…"))
                with self.subTest(doctype=doctype, field=df.fieldname):
                    self.assertEqual(said[0], said[1])

    def invalid(self, doc: Any) -> str:
        # As the framework marks what it is about to do.
        doc._action = "save"
        try:
            doc._validate_links()
        except frappe.LinkValidationError as error:
            return str(error)
        return "found"

    def test_a_stored_link_is_kept(self) -> None:
        """Whoever may change a document sends all of it, and may see less than it leads to."""
        frappe.set_user("Administrator")
        values = {"reference_type": "Case", "reference_name": self.closed, "description": "x"}
        task = frappe.get_doc({"doctype": "ToDo", "allocated_to": self.handler, **values}).insert()
        with self.asked(reference_name=self.closed):
            task.load_doc_before_save()
            task._validate_links()
            task.reference_name = MISSING
            self.assertRaises(frappe.LinkValidationError, task._validate_links)

    def test_missing_and_closed_are_refused_in_the_same_words(self) -> None:
        frappe.set_user(self.manager)
        refused = []
        for each in (self.closed, MISSING):
            with self.assertRaises(frappe.DoesNotExistError) as caught:
                open_documents.get_open("Case", each)
            refused.append(str(caught.exception).replace(each, ""))
        self.assertEqual(refused[0], refused[1])

    def test_an_import_of_the_framework_is_missing_for_all_but_the_administrator(self) -> None:
        """Its methods read it before they ask for a right, and tell which names in a column exist."""
        frappe.set_user("Administrator")
        made = frappe.get_doc(
            {
                "doctype": "Data Import",
                "reference_doctype": "Case",
                "import_type": "Insert New Records",
            }
        )
        made.insert(ignore_mandatory=True)
        with self.asked(data_import=made.name):
            self.assertIsNone(frappe.db.exists("Data Import", made.name))
            self.assertRaises(frappe.DoesNotExistError, frappe.get_doc, "Data Import", made.name)
        with self.asked(data_import=made.name, user="Administrator"):
            self.assertEqual(frappe.get_doc("Data Import", made.name).name, made.name)
