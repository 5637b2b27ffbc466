"""Files go along with a copy when whoever hands it over has chosen them, and no others."""

import io
import json
import zipfile

import frappe

from cfm_app.data_protection.person_requests import files_along, handing
from cfm_app.data_protection.person_requests.test_support import RequestsTestCase

PICTURE = b"%PDF-1.4 qzx8 of the person"
OTHER = b"%PDF-1.4 qzx9 of somebody else"


class TestFilesAlong(RequestsTestCase):
    def attached(self, case: str, name: str, content: bytes) -> str:
        file = frappe.get_doc(
            {
                "doctype": "File",
                "file_name": name,
                "content": content,
                "is_private": 1,
                "attached_to_doctype": "Case",
                "attached_to_name": case,
            }
        )
        return str(file.insert(ignore_permissions=True).name)

    def setUp(self) -> None:
        super().setUp()
        self.own = self.attached(self.ordinary, "carte.pdf", PICTURE)
        self.shared = self.attached(self.ordinary, "groupe.pdf", OTHER)

    def test_nothing_goes_along_until_it_is_chosen(self) -> None:
        request = self.granted()
        offered = files_along.of_request(self.stored(request))
        self.assertEqual({each["name"] for each in offered}, {self.own, self.shared})
        name, content = handing.packed(request, False)
        self.assertEqual(name, f"{request}.json")
        self.assertNotIn("files", json.loads(content))

    def test_what_is_chosen_lies_beside_the_copy(self) -> None:
        request = self.granted()
        files_along.choose(request, [self.own])
        name, content = handing.packed(request, False)
        self.assertEqual(name, f"{request}.zip")
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            copy = json.loads(packed.read(f"{request}.json"))
            ((place, kept),) = [(each["file"], each["number"]) for each in copy["files"]]
            self.assertEqual((packed.read(place), kept), (PICTURE, self.own))
            self.assertEqual(len(packed.namelist()), 2)
        files_along.choose(request, [])
        self.assertEqual(handing.packed(request, False)[0], f"{request}.json")

    def test_no_file_goes_along_that_is_of_somebody_else_or_of_a_restricted_case(self) -> None:
        closed = self.attached(self.restricted(), "preuve.pdf", b"%PDF-1.4 qzx7")
        request = self.granted()
        offered = files_along.of_request(self.stored(request))
        self.assertNotIn(closed, {each["name"] for each in offered})
        with self.assertRaises(frappe.ValidationError):
            files_along.choose(request, [self.own, closed])
        self.assertFalse(self.stored(request).files_along)

    def test_names_lead_nowhere_else(self) -> None:
        frappe.db.set_value("File", self.own, "file_name", "../../etc/passwd")
        request = self.granted()
        files_along.choose(request, [self.own])
        with zipfile.ZipFile(io.BytesIO(handing.packed(request, False)[1])) as packed:
            self.assertIn("files/01-passwd", packed.namelist())
