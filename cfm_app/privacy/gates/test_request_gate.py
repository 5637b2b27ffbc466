"""Which documents a request names, in whatever way it names them."""

import json
from typing import Any
from unittest.mock import patch

import frappe

from cfm_app import consts
from cfm_app.privacy.access_rule import access, open_documents
from cfm_app.privacy.gates import backups, request_gate
from cfm_app.privacy.gates.api_request import ApiRequest
from cfm_app.privacy.restricted_cases import openly_known
from cfm_app.testing import CFMTestCase, request_of

NAME = "CFM-2020-00007"
CASE = ("Case", NAME)
CALL = "/api/method/some.module.function"


def named(path: str = CALL, verb: str = "POST", **form: Any) -> list[tuple[str, str]]:
    asked = ApiRequest.of(request_of(path, verb), form)
    return [*asked.addressed(), *asked.named()]


def linked(path: str = CALL, verb: str = "POST", **form: Any) -> list[tuple[str, str]]:
    return list(ApiRequest.of(request_of(path, verb), form).links())


class TestGate(CFMTestCase):
    def test_addresses(self) -> None:
        for path in (
            f"/api/resource/Case/{NAME}",
            f"/api/v1/resource/Case/{NAME}/",
            f"/api/v2/document/Case/{NAME}",
            f"/api/v2/document/Case/{NAME}/method/some_method",
        ):
            self.assertEqual(named(path, "GET"), [CASE], path)
        self.assertEqual(named("/api/resource/Case", "GET"), [])
        self.assertEqual(named(f"/api/resource/ToDo/{NAME}", "GET"), [])

    def test_a_type_is_asked_for_by_its_name_alone(self) -> None:
        for spelt in ("Case", "case", "Case "):
            packed = json.dumps({"doctype": spelt, "name": NAME})
            for path, form in (
                (f"/api/resource/{spelt}/{NAME}", {}),
                (f"/api/v2/document/{spelt}", {}),
                (CALL, {"doctype": spelt}),
                (CALL, {"docs": packed}),
            ):
                asked = ApiRequest.of(request_of(path, "GET"), form)
                self.assertEqual(list(asked.types()), [spelt], path)
        request_gate.require_spelling("Case")
        request_gate.require_spelling("No such type")

    def test_a_data_import_is_for_the_administrator_however_it_is_named(self) -> None:
        """Its preview says which names in a column exist, closed ones too."""
        frappe.set_user(self.user(consts.MANAGER, "System Manager"))
        tool = "frappe.core.doctype.data_import.data_import"
        unsaved = {"doctype": "Data Import", "reference_doctype": "Case", "import_file": "/x.csv"}
        for path, form in (
            ("/api/resource/Data Import", unsaved),
            ("/api/method/frappe.client.insert", {"doc": json.dumps(unsaved)}),
            ("/api/method/run_doc_method", {"docs": json.dumps(unsaved), "method": "x"}),
            (f"/api/method/{tool}.get_preview_from_template", {"data_import": "one"}),
            (f"/api/method/{tool}.form_start_import", {"data_import": "one"}),
            (f"/api/method/{tool}.get_import_status", {"data_import_name": "one"}),
        ):
            with self.subTest(path), self.assertRaises(frappe.PermissionError):
                request_gate.check(ApiRequest.of(request_of(path, "POST"), form))
        frappe.set_user("Administrator")
        request_gate.check(ApiRequest.of(request_of("/api/resource/Data Import", "POST"), unsaved))

    def test_methods_of_files_name_them_without_a_type(self) -> None:
        core, older = "frappe.core.api.file", "frappe.core.doctype.file.file"
        for method, form in (
            (f"{core}.unzip_file", {"name": "abc"}),
            (f"{older}.unzip_file", {"name": "abc"}),
            (f"{core}.zip_files", {"files": '["abc"]'}),
            (f"{older}.move_file", {"file_list": '[{"name": "abc"}]'}),
            (f"{core}.move_file", {"file_list": [{"name": "abc"}]}),
            ("frappe.desk.form.utils.remove_attach", {"fid": "abc"}),
            ("frappe.core.doctype.communication.email.make", {"attachments": '["abc"]'}),
            ("upload_file", {"library_file_name": "abc"}),
        ):
            found = named(f"/api/method/{method}", **form)
            self.assertEqual(found, [("File", "abc")], method)
            found = named("/api/method/x.y", **form)
            self.assertEqual(found, [], method)

    def test_a_method_beside_a_type_is_known_by_its_whole_name(self) -> None:
        path = "/api/v2/method/Case/some_method"
        asked = ApiRequest.of(request_of(path, "POST"), {})
        self.assertEqual(asked.method, "cfm_app.cfm_app.doctype.case.case.some_method")
        asked = ApiRequest.of(request_of("/api/v2/method/None such/x", "GET"), {})
        self.assertIsNone(asked.method)

    def test_a_backup_is_for_the_administrator(self) -> None:
        frappe.set_user(self.user(consts.MANAGER, "System Manager"))
        for path in ("/backups/site-database.sql.gz", "/backups/../backups/x"):
            self.assertRaises(frappe.PermissionError, backups.check_path, path)
        backups.check_path("/api/resource/Case")
        frappe.set_user("Administrator")
        backups.check_path("/backups/site-database.sql.gz")

    def test_arguments(self) -> None:
        for form in (
            {"doctype": "Case", "name": NAME},
            {"dt": "Case", "dn": NAME},
            {"reference_doctype": "Case", "reference_name": NAME},
            {"doctype": "Case", "docnames": json.dumps([NAME])},
            {"doctype": "Case", "names": [NAME]},
            {"doc": "Case", "name": NAME},
        ):
            self.assertEqual(named(**form), [CASE], form)

    def test_a_new_name_names_a_document_as_well(self) -> None:
        call = "/api/method/frappe.client.rename_doc"
        form = {"doctype": "Case", "old_name": "CFM-2020-00001", "new_name": NAME, "merge": 1}
        self.assertIn(CASE, named(call, **form))

    def test_every_field_that_leads_to_a_protected_document_names_it(self) -> None:
        """Also of documents that the user may not write: a link is looked up before the right."""
        for doctype in frappe.get_all("DocType", {"istable": 0, "issingle": 0}, pluck="name"):
            for df in frappe.get_meta(doctype).get("fields", {"fieldtype": "Dynamic Link"}):
                values = {df.options: "Case", df.fieldname: NAME}
                for path, form in (
                    (f"/api/resource/{doctype}", values),
                    (f"/api/v2/document/{doctype}", {"data": json.dumps(values)}),
                    (f"/api/resource/{doctype}/one", values),
                    ("/api/method/frappe.client.insert", {"doc": {"doctype": doctype, **values}}),
                    ("/api/method/frappe.client.save", {"doc": {"doctype": doctype, **values}}),
                    (
                        "/api/method/frappe.client.set_value",
                        {"doctype": doctype, "name": "one", "fieldname": json.dumps(values)},
                    ),
                ):
                    asked = ApiRequest.of(request_of(path, "POST"), form)
                    found = [*asked.named(), *asked.links(), *asked.written()]
                    self.assertIn(CASE, found, (doctype, df.fieldname, path))

    def test_every_field_says_by_its_name_where_it_leads(self) -> None:
        """Also in rows, which the framework saves by themselves: it asks a database for the other spelling."""
        for doctype in frappe.get_all("DocType", {"issingle": 0}, pluck="name"):
            for df in frappe.get_meta(doctype).get("fields", {"fieldtype": "Dynamic Link"}):
                values = {df.options: "Case ", df.fieldname: NAME}
                for path, form in (
                    (f"/api/resource/{doctype}", values),
                    (f"/api/resource/{doctype}/one", values),
                    ("/api/method/frappe.client.insert", {"doc": {"doctype": doctype, **values}}),
                    (
                        "/api/method/frappe.client.set_value",
                        {"doctype": doctype, "name": "one", "fieldname": json.dumps(values)},
                    ),
                ):
                    asked = ApiRequest.of(request_of(path, "POST"), form)
                    self.assertIn("Case ", list(asked.targets()), (doctype, df.fieldname, path))
        link = {"link_type": "Case ", "link_to": NAME}
        asked = ApiRequest.of(request_of("/api/resource/Workspace/one", "PUT"), {"links": [link]})
        self.assertEqual(list(asked.targets()), ["Case "])

    def test_packed_documents(self) -> None:
        doc = {"doctype": "Case", "name": NAME, "description": "x"}
        row = {"doctype": "Case Follow Up", "parenttype": "Case", "parent": NAME}
        self.assertEqual(named(doc=json.dumps(doc)), [CASE])
        self.assertEqual(named(docs=[doc]), [CASE])
        self.assertEqual(named(doc=row), [CASE])
        self.assertEqual(named(args={"doctype": "Case", "name": NAME}), [CASE])

    def test_a_document_is_found_however_it_is_packed(self) -> None:
        """The framework skips blanks before JSON, unpacks some arguments twice, and takes bodies of any type."""
        doc = {"doctype": "Case", "name": NAME}
        plain = json.dumps(doc)
        for packed in (f" {plain}", f"\n\t{plain}", json.dumps(plain), f" {json.dumps([plain])}"):
            self.assertEqual(named(docs=packed), [CASE], packed)
            self.assertEqual(named(args={"deeper": [{"doc": packed}]}), [CASE], packed)
            for kind in ("text/plain", "application/x-www-form-urlencoded", None):
                request = request_of("/api/method/x", "POST", packed, kind)
                self.assertEqual(list(ApiRequest.of(request, {}).named()), [CASE], (packed, kind))
        condition = {"doctype": "Case", "name": {"description": ["like", "a%"]}}
        for form in ({"doc": f" {json.dumps(condition)}"}, {"args": [{"docs": [condition]}]}):
            asked = ApiRequest.of(request_of("/api/method/x", "GET"), form)
            self.assertRaises(frappe.ValidationError, asked.require_plain_names)

    def test_what_is_written_is_found_in_a_body_of_any_type(self) -> None:
        link = {"cfm_case": NAME}
        reference = {"reference_type": "Case", "reference_name": NAME}
        for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded", None):
            new = request_of("/api/resource/Consent", "POST", f" {json.dumps(link)}", kind)
            self.assertEqual(list(ApiRequest.of(new, {}).links()), [CASE], kind)
            changed = request_of("/api/resource/ToDo/a", "PUT", json.dumps(reference), kind)
            self.assertEqual(list(ApiRequest.of(changed, {}).named()), [CASE], kind)

    def test_an_address_counts_whatever_method_is_named_beside_it(self) -> None:
        for method in request_gate.LEFT_OPEN:
            asked = ApiRequest.of(request_of(f"/api/resource/Case/{NAME}", "GET"), {"cmd": method})
            self.assertEqual(list(asked.addressed()), [CASE])

    def test_a_method_is_named_in_the_address_or_at_the_root(self) -> None:
        """A rule that knows a method by name must not take for it what runs something else."""
        method = "frappe.client.validate_link"
        for path in (
            f"/api/method/{method}",
            "/api/v2/method/frappe.client.insert",
            "/api/resource/ToDo/one",
            "/printview",
            "/app/print",
            "/cfm/feedback",
        ):
            for command in (method, "frappe.client.get", {"name": "x"}, ""):
                asked = ApiRequest.of(request_of(path, "POST"), {"cmd": command})
                self.assertRaises(frappe.ValidationError, asked.require_command_in_its_place)
        ApiRequest.of(
            request_of(f"/api/method/{method}", "POST"), {}
        ).require_command_in_its_place()
        for place in ("/", "/login"):
            at_root = ApiRequest.of(request_of(place, "POST"), {"cmd": "frappe.client.get"})
            at_root.require_command_in_its_place()
            self.assertEqual(at_root.method, "frappe.client.get")

    def test_rows_of_tables_are_named_as_documents_are(self) -> None:
        row = ("Consent Purpose", "abc")
        self.assertEqual(named("/api/resource/Consent Purpose/abc", "PUT"), [row])
        self.assertEqual(named(doctype="Consent Purpose", name="abc"), [row])

    def test_a_row_of_a_closed_document_is_none_whatever_method_reads_it(self) -> None:
        self.user(consts.PSEA)
        frappe.set_user(self.user(consts.OPERATOR))
        case = self.case(category="Exploitation ou abus sexuel").name
        frappe.set_user("Administrator")
        report = frappe.db.get_value("Sensitive Report", {"cfm_case": case}, "name")
        row = frappe.db.get_value("CFM Case Handler", {"parent": report}, "name")
        frappe.set_user(self.user(consts.FRAUD))
        for method in (*request_gate.LEFT_OPEN, "frappe.client.get"):
            for name in (row, "no-such-row"):
                with self.subTest(method=method, name=name):
                    form = {"doctype": "CFM Case Handler", "name": name, "cmd": method}
                    self.assertRaises(frappe.DoesNotExistError, self.check, **form)

    def check(self, **form: Any) -> None:
        """Let the gate look at a request with these arguments."""
        request = request_of("/", "POST")
        with (
            patch.object(frappe.local, "request", request, create=True),
            patch.object(frappe.local, "form_dict", frappe._dict(form)),
        ):
            request_gate.check(ApiRequest.at_hand())

    def test_another_spelling_does_not_exist(self) -> None:
        """Where the framework finds a type by another spelling, the gate refuses it."""
        for kind in ("case", "CASE", "Case ", "C\u00e0se", "\uff23ase", "sensitive report"):
            try:
                frappe.get_meta(kind)
            except frappe.DoesNotExistError:
                continue
            self.assertRaises(frappe.DoesNotExistError, request_gate.require_spelling, kind)
        self.assertEqual(named(doctype="Casework", name=NAME), [])

    def test_what_is_no_name(self) -> None:
        self.assertEqual(named(doctype="Case", filters={"doctype": "Case", "name": NAME}), [])
        self.assertEqual(named(doctype="User", name=NAME), [])
        self.assertEqual(named(doctype="Case", name=None), [])
        self.assertEqual(named(doc={"doctype": "Case", "name": "new-case-1", "__islocal": 1}), [])
        self.assertEqual(named(doctype="Case", name=NAME, __islocal=1), [CASE])
        self.assertEqual(named(doc={"doctype": "Case", "name": NAME, "__islocal": 1}), [CASE])
        insert = "/api/method/frappe.client.insert"
        self.assertEqual(named(insert, doc={"doctype": "Case", "name": "anything"}), [])
        self.assertEqual(named("/api/resource/Case", doctype="Case", name="anything"), [])

    def test_links_of_new_documents(self) -> None:
        self.assertEqual(linked("/api/resource/Consent", cfm_case=NAME), [CASE])
        self.assertEqual(linked(doc={"doctype": "Consent", "cfm_case": NAME}), [CASE])
        self.assertEqual(linked(doc={"name": "CON-1", "cfm_case": NAME}), [])
        self.assertEqual(linked("/api/resource/Consent/CON-1", "PUT", cfm_case=NAME), [])
        self.assertEqual(linked(consent=json.dumps({"purposes": []})), [])

    def test_missing_and_closed_are_refused_in_the_same_words(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        name = self.case(category="Exploitation ou abus sexuel").name
        frappe.set_user(self.user(consts.MANAGER))
        refused = []
        for each in (name, NAME):
            with self.assertRaises(frappe.DoesNotExistError) as caught:
                open_documents.get_open("Case", each)
            refused.append(str(caught.exception).replace(each, ""))
        self.assertEqual(refused[0], refused[1])

    def test_a_person_known_from_a_restricted_case_alone(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        member = frappe.get_doc({"doctype": "Community Member", "full_name": "Zara"}).insert().name
        self.assertTrue(openly_known.is_openly_known(member))
        self.case(category="Exploitation ou abus sexuel", community_member=member)
        self.assertFalse(openly_known.is_openly_known(member))
        self.assertFalse(access.may_see("Community Member", member))
        frappe.set_user("Administrator")
        self.case(category="Quantité de la ration", community_member=member, description="x")
        self.assertTrue(openly_known.is_openly_known(member))
