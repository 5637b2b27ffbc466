"""Texts that stand in records run nowhere, whatever road they came by; and there is no other way to run one."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.security.configuration import configuration_leaks, template_checks
from cfm_app.testing import CFMTestCase

WORD = "zibeline"
READS = "{% for r in frappe.get_all('Case', pluck='description') %}{{ r }}{% endfor %}"
IN_KEY = f'{{"{READS}": 1}}'
BY_FILTER = (
    "{{ frappe.get_all('CFM Channel', filters=['1=0 union select description from `tabCase`'],"
    " pluck='name', order_by='') }}"
)
# What makes an environment of Jinja, or compiles Python that somebody wrote.
COMPILES = re.compile(r"\b\w*Environment\(|\bjinja2\.Template\(|\bcompile_restricted\(")
COMPILERS = {
    # Replaced by `installation`. `safe_exec` runs scripts, which the Administrator alone writes.
    "frappe/utils/jinja.py",
    "frappe/utils/safe_exec.py",
    "frappe/core/doctype/server_script/server_script.py",
    "cfm_app/security/office_texts/environment.py",
}


class TestStoredTexts(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.manager = self.user(consts.MANAGER)
        self.case(description=WORD)

    def test_a_notification_tells_nothing_of_other_records(self) -> None:
        for text in (IN_KEY, BY_FILTER, READS):
            with self.subTest(text):
                told = self.told_by(message=text)
                self.assertNotIn(WORD, frappe.as_json(told))
                self.assertEqual(len(told), 1)

    def test_nor_does_its_subject(self) -> None:
        for text in (IN_KEY, BY_FILTER):
            with self.subTest(text):
                self.assertNotIn(WORD, frappe.as_json(self.told_by(subject=text)))

    def test_a_notification_shows_its_document(self) -> None:
        told = self.told_by(
            subject="{{ doc.name }}", message="<p>{{ doc.channel_type }}: {{ _(doc.doctype) }}</p>"
        )
        self.assertEqual(told[0].subject, "Told")
        self.assertIn("Phone: ", told[0].email_content)

    def test_a_condition_reads_its_document_alone(self) -> None:
        self.assertEqual(len(self.told_by(condition="doc.channel_type == 'Phone'")), 1)
        self.assertEqual(self.told_by(condition="doc.channel_type == 'Message'"), [])
        self.assertEqual(self.told_by(condition="frappe.db.count('Case') > 0"), [])

    def test_a_condition_with_a_helper_is_saved(self) -> None:
        frappe.set_user(self.user(consts.MANAGER, "System Manager"))
        for condition in (
            "date_diff(nowdate(), doc.creation or nowdate()) >= 0",
            "frappe.utils.getdate(doc.modified) <= frappe.utils.getdate()",
            "doc.channel_type == 'Phone' and frappe.session.user != doc.owner",
        ):
            frappe.get_doc(
                doctype="Notification",
                name=frappe.generate_hash(),
                document_type="CFM Channel",
                event="New",
                subject="x",
                message="x",
                channel="System Notification",
                condition=condition,
                recipients=[{"receiver_by_role": consts.MANAGER}],
            ).insert()

    def told_by(self, **values: Any) -> list[Any]:
        """What the manager is told by a notification, as it could stand there from before, when a record is saved."""
        frappe.db.savepoint("told")
        frappe.db.delete("Notification Log", {"for_user": self.manager})
        plain = {"subject": "x", "message": "x", "channel": "System Notification"}
        notification = frappe.get_doc(
            doctype="Notification",
            name="Told",
            document_type="CFM Channel",
            event="New",
            enabled=1,
            **plain,
            recipients=[{"receiver_by_role": consts.MANAGER}],
        ).insert()
        notification.db_set(values)
        frappe.clear_document_cache("Notification", "Told")
        frappe.get_doc(doctype="CFM Channel", channel_name="Told", channel_type="Phone").insert()
        found = frappe.get_all(
            "Notification Log", {"for_user": self.manager}, ["subject", "email_content"]
        )
        frappe.db.rollback(save_point="told")
        frappe.clear_messages()
        return list(found)

    def test_each_text_of_a_manager_is_looked_at_when_it_is_saved(self) -> None:
        """Also in the keys of JSON, and in each field that holds text, of each DocType by reflection.

        Scripts are the Administrator's alone.
        """
        missed = []
        for doctype in template_checks.PROGRAMS:
            if not frappe.db.exists("DocType", doctype):
                continue
            for kind in (
                doctype,
                *(df.options for df in frappe.get_meta(doctype).get_table_fields()),
            ):
                missed += [
                    f"{kind}.{field}"
                    for field in self.text_fields(kind)
                    if not self.is_refused(kind, field)
                ]
        self.assertEqual(missed, [])

    def text_fields(self, doctype: str) -> Iterator[str]:
        for field in frappe.get_meta(doctype).fields:
            is_script = field.fieldname in configuration_leaks.SCRIPTS.get(doctype, ())
            if field.fieldtype in template_checks.TEXTS and not is_script:
                yield field.fieldname

    def is_refused(self, doctype: str, fieldname: str) -> bool:
        row = frappe.get_doc(doctype=doctype)
        row.set(fieldname, "frappe.get_all('Case')" if fieldname.endswith("condition") else IN_KEY)
        return any(name == fieldname for name, _fault in template_checks.faults(row))

    def test_nothing_else_compiles_a_text(self) -> None:
        found = set()
        for app in frappe.get_installed_apps():
            folder = Path(frappe.get_app_path(app))
            for path in folder.rglob("*.py"):
                name = f"{app}/{path.relative_to(folder).as_posix()}"
                if "test" not in path.name and COMPILES.search(path.read_text(encoding="utf-8")):
                    found.add(name)
        self.assertEqual(found - COMPILERS, set())
