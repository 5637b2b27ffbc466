"""Nothing that somebody writes or uploads runs in the browser of whoever reads it."""

import json

import frappe

from cfm_app.base import consts
from cfm_app.security import markup
from cfm_app.security.markup import fault_in_markup
from cfm_app.testing import CFMTestCase

RUNS = (
    "<script>alert(1)</script>",
    "<SCRIPT src=//x.example></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<p/onclick=alert(1)>x</p>",
    "<svg onload=alert(1)>",
    "<scr{{ '' }}ipt>alert(1)</script>",
    "<img src=x on{# #}error=alert(1)>",
    '{{ "<script>" }}alert(1){{ "</script>" }}',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" \tJavaScript:alert(1)">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<iframe srcdoc="&lt;script&gt;"></iframe>',
    "<object data=x></object>",
    "<base href=//x.example>",
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
)
RESTS = (
    "a < b and <b>bold</b>",
    '<style>p > b { color: red }</style><table style="width: 100%"><tr><td>{{ doc.name }}</td></tr>',
    '<img src="/files/logo.png"> <img src="data:image/png;base64,AA==">',
    '<a href="https://example.org/on?x=1">on</a>',
    "{% if doc.x < 3 and doc.y > 2 %}{{ doc.z }}{% endif %}",
)
SAID = '<img src=x onerror="alert(1)">'


class TestFileNames(CFMTestCase):
    def test_a_file_that_would_run_is_refused_by_each_of_its_names(self) -> None:
        for name in ("page.html", "Picture.SVG ", "x.xhtml.", "a.b.HTM"):
            with self.assertRaises(frappe.ValidationError, msg=name):
                markup.check_file_name(name)
            for given in (
                {"file_name": name, "content": b"x"},
                {"file_name": "letter.txt", "file_url": f"https://x.example/{name}"},
            ):
                with self.assertRaises(frappe.ValidationError, msg=given):
                    frappe.get_doc({"doctype": "File", **given}).insert()
        for name in ("html", "letter.pdf", "report.html.pdf"):
            markup.check_file_name(name)


class TestMarkup(CFMTestCase):
    def test_what_runs_is_found(self) -> None:
        for text in RUNS:
            with self.subTest(text):
                self.assertTrue(fault_in_markup(text))

    def test_what_only_looks_is_left_alone(self) -> None:
        for text in RESTS:
            with self.subTest(text):
                self.assertIsNone(fault_in_markup(text))

    def test_a_manager_saves_no_script(self) -> None:
        frappe.set_user(self.user(consts.MANAGER, "System Manager"))
        printed = {"doctype": "Print Format", "doc_type": "Case", "custom_format": 1}
        for values in (
            {**printed, "name": "m1", "html": RUNS[0]},
            {**printed, "name": "m2", "html": "x", "css": "</style><script>alert(1)</script>"},
            {"doctype": "Letter Head", "letter_head_name": "m3", "content": RUNS[6]},
            {
                "doctype": "Translation",
                "language": "fr",
                "source_text": "Case",
                "translated_text": SAID,
            },
        ):
            with self.subTest(values["doctype"]), self.assertRaises(frappe.ValidationError):
                frappe.get_doc(values).insert()

    def test_text_that_reads_as_json_holds_no_tag(self) -> None:
        for text in (json.dumps(SAID), json.dumps([SAID]), json.dumps({SAID: SAID})):
            with self.subTest(text):
                case = self.case()
                case.description = text
                case.save()
                self.assertNotIn("<", case.description)
                self.assertEqual(
                    frappe.db.get_value("Case", case.name, "description"), case.description
                )

    def test_files_that_run_are_refused(self) -> None:
        for name in ("a.html", "a.SVG", "a.js", "a.png.xml", "a.xhtml.", "a.mjs"):
            with self.subTest(name), self.assertRaises(frappe.ValidationError):
                frappe.get_doc(
                    doctype="File", file_name=name, content=b"<svg onload='alert(1)'/>"
                ).insert()
        kept = frappe.get_doc(doctype="File", file_name="a.txt", content=b"words").insert()
        self.assertTrue(kept.name)

    def test_printed_pages_show_text_as_text(self) -> None:
        case = self.case()
        case.db_set("description", SAID)
        template = frappe.db.get_value("Print Format", "CFM Case Summary", "html")
        page = frappe.render_template(template, {"doc": case, "letter_head": "<b>head</b>"})
        self.assertNotIn("<img", page)
        self.assertIn("&lt;img", page)
        self.assertIn("<b>head</b>", page)
