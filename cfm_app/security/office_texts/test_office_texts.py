"""Texts and conditions of the office read data and run nothing, however they were stored."""

import json
from pathlib import Path
from typing import Any

import frappe

from cfm_app.security.office_texts import faults, installation, shipped_files
from cfm_app.security.office_texts.environment import refusal
from cfm_app.security.office_texts.texts import fault_in_template
from cfm_app.testing import CFMTestCase

WORD = "zibeline"
ALL = "frappe.get_all('Case', fields=['description'], pluck='description')"
# Each would show the word of another case, or do something, in a text that may read anything.
POWERS = (
    f"{{{{ {ALL} }}}}",
    "{{ frappe.db.get_all('Case', pluck='description') }}",
    "{{ frappe.get_all('CFM Channel', filters=['1=0 union select description from `tabCase`'],"
    " pluck='name', order_by='') }}",
    "{{ frappe.db.sql('select description from `tabCase`') }}",
    "{{ frappe.db.set_value('CFM Channel', doc.name, 'enabled', 0) }}",
    "{% set f = frappe %}{{ f.get_all('Case', pluck='description') }}",
    "{% macro m(f) %}{{ f.get_all('Case', pluck='description') }}{% endmacro %}{{ m(frappe) }}",
    "{% for f in [frappe] %}{{ f.get_all('Case', pluck='description') }}{% endfor %}",
    "{{ (frappe | attr('get_all'))('Case', pluck='description') }}",
    "{{ frappe['get_all']('Case', pluck='description') }}",
    f'{{"{{% for r in {ALL} %}}{{{{ r }}}}{{% endfor %}}": 1}}',
    "{{ frappe.get_doc('Case', 'CASE').description }}",
    "{{ frappe.get_doc('Case', 'CASE').as_dict() }}",
    '{{ frappe.render_template(\'{{ frappe.get_all("Case", pluck="description") }}\', {}) }}',
    "{{ frappe.utils.pdf_to_base64('/private/files/x.pdf') }}",
    "{{ frappe.utils.get_files_path() }}",
    "{{ frappe.form_dict }}",
    "{{ frappe.session.csrf_token }}",
    "{{ run_script('x') }}",
    "{{ FrappeClient('http://localhost').get_list('Case') }}",
    "{{ doc.reload() }}",
    "{{ doc.db_set('enabled', 0) }}",
    "{{ doc['db_set']('enabled', 0) }}",
    "{{ doc['db_' ~ 'set']('enabled', 0) }}",
    "{{ (doc | attr('db_' ~ 'set'))('enabled', 0) }}",
    "{{ ([doc] | map(attribute='db_set') | first)('enabled', 0) }}",
    "{% set set = doc.db_set %}{{ set('enabled', 0) }}",
    "{{ doc.run_method('delete') }}",
    "{{ doc.get_password('x') }}",
    "{{ doc.meta.get_field('enabled').db_set('hidden', 1) }}",
    "{{ doc.set('enabled', 0) }}{{ doc.save() }}",
    "{{ doc.__class__ }}",
    "{{ doc['__class__'] }}",
    "{{ doc['__cl' ~ 'ass__'] }}",
    "{{ (doc | attr('__class__')) }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ [doc] | map(attribute='__class__') | list }}",
    "{{ [doc] | groupby('__class__') }}",
    "{{ '{0.__class__}'.format(doc) }}",
    "{{ '{0._document}'.format(doc) }}",
    "{{ '%s' | format(doc._document) }}",
    "{{ _('{0._document.db_set}').format(doc) }}",
    "{{ doc._document.db_set('enabled', 0) }}",
    "{{ doc.get('_document') }}",
    "{{ self }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ format_date.__globals__ }}",
    "{{ (format_date | attr('__globals__')) }}",
    "{{ counted.__code__ }}",
    "{{ _.__globals__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ dict.fromkeys }}",
    "{{ range.__class__ }}",
    "{% include 'templates/includes/search_box.html' %}",
    "{% include ['templates/includes/search_box.html'] %}",
    "{% import 'templates/includes/macros.html' as m %}",
    "{% from 'templates/includes/macros.html' import m %}",
    "{% extends 'templates/base.html' %}",
    "{% block x %}{{ self.x }}{% endblock %}",
    "{% set d = {} %}{{ d.__class__ }}",
    "{{ loop.__class__ }}",
    "{% for x in [1] %}{{ loop._iterator }}{% endfor %}",
    "{{ linked(doc, 'owner', 'api_key') }}",
    "{{ linked(other, 'cfm_case', 'description') }}",
    "{{ environment }}{{ context }}",
)
# What a text shows, by its words.
ABLE = (
    ("{{ doc.name }}", "Visit"),
    ("{{ doc['name'] }} {{ doc.get('name') }}", "Visit Visit"),
    ("{{ doc.get('nothing') or '-' }}{{ doc.get('nothing', 'x') }}", "-x"),
    ("{{ doc.doctype }}", "CFM Channel"),
    ("{% for row in rows %}{{ loop.index }}{{ row.action }}{% endfor %}", "1Called2Went"),
    ("{{ rows | map(attribute='action') | join(', ') }}", "Called, Went"),
    ("{{ rows | length }}", "2"),
    ("{{ format_date('2026-03-31', 'dd.MM.yyyy') }}", "31.03.2026"),
    ("{{ format_datetime('2026-03-31 10:20:00', 'dd.MM.yyyy HH:mm') }}", "31.03.2026 10:20"),
    ("{{ format_date(none) }}", ""),
    ("{{ day.strftime('%d/%m') }} {{ day.year }}", "31/03 2026"),
    ("{{ add_days(day, 1).day }}", "1"),
    ("{{ doc.meta.get_label('channel_name') }}", "Channel"),
    ("{% set labels = {'a': 1} %}{{ labels['a'] + labels.a }}", "2"),
    (
        "{% set n = namespace(x=0) %}{% for i in range(3) %}{% set n.x = n.x + i %}{% endfor %}{{ n.x }}",
        "3",
    ),
    ("{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(doc.name) }}", "[Visit]"),
    ("{{ '%s!' | format(doc.name) }} {{ '{0}?'.format(doc.name) }}", "Visit! Visit?"),
    ("{{ facts.number }} {{ facts['hours'] }} {{ facts.items() | list | length }}", "7 3 2"),
    ("{{ nowdate() == today() }}", "True"),
    ("{{ format_value('x', 'Data') }}", "x"),
    ("{{ user_name() }}", "Administrator"),
    ("{% raw %}{{ frappe }}{% endraw %}", "{{ frappe }}"),
    ("{{ name | upper | default('x') }}", "PLAIN"),
)
CONDITIONS = (
    ("doc.name == 'Visit'", True),
    ("doc.get('name') in ('Visit', 'x')", True),
    ("[row.action for row in rows] == ['Called', 'Went']", True),
    ("frappe.session.user == 'Administrator'", True),
    ("frappe.utils.add_days(frappe.utils.nowdate(), 1) > nowdate()", True),
    ("doc.name.startswith('V') and doc.enabled", True),
    ("int('3') + round(1.2)", 4),
    ("utils.nowdate() == today()", True),
)
FORBIDDEN_CONDITIONS = (
    "frappe.get_all('Case')",
    "frappe.db.get_value('Case', {}, 'description')",
    "frappe.db.get_list('Case')",
    "[f for f in [frappe]][0].db",
    "doc.reload()",
    "doc.db_set('enabled', 0)",
    "doc._document",
    "doc.get_password('x')",
    "(lambda f: f('enabled', 0))(doc.db_set)",
    "frappe.utils.get_url()",
    "frappe.utils.password",
    "frappe.session.data",
    "utils.data",
    "frappe.local",
    "'{0._document}'.format(doc)",
    "f'{doc._document}'",
    "frappe._names",
    "nowdate.__globals__",
)


class TestOfficeTexts(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.channel = frappe.get_doc(doctype="CFM Channel", channel_name="Visit").insert()
        self.other = self.case(description=WORD)

    def context(self) -> dict[str, Any]:
        rows = [{"action": "Called"}, {"action": "Went"}]
        case = frappe.get_doc(doctype="Case", follow_ups=rows)
        return {
            "doc": self.channel,
            "other": self.other,
            "rows": case.follow_ups,
            "day": frappe.utils.getdate("2026-03-31"),
            "facts": frappe._dict(number=7, hours=3, call=frappe.get_all),
            "name": "plain",
            "frappe": frappe._dict(get_all=frappe.get_all, utils=frappe.utils),
            "get_all": frappe.get_all,
        }

    def rendered(self, text: str) -> str:
        text = text.replace("CASE", self.other.name)
        try:
            return str(frappe.render_template(text, self.context()))
        except frappe.ValidationError:
            frappe.clear_messages()
            return ""

    def test_a_text_has_no_power(self) -> None:
        before = self.stored()
        for text in POWERS:
            with self.subTest(text):
                shown = self.rendered(text)
                self.assertNotIn(WORD, shown)
                for trace in ("<class", "<function", "<bound", "<module", "0x", "Administrator"):
                    self.assertNotIn(trace, shown)
                self.assertEqual(self.stored(), before)

    def stored(self) -> Any:
        return frappe.db.get_value("CFM Channel", self.channel.name, ["modified", "enabled"])

    def test_a_text_that_asks_for_more_says_so(self) -> None:
        for text, name in (
            (POWERS[0], "frappe"),
            ("{{ doc.db_set('a', 1) }}", "db_set()"),
            ("{{ 'x'['__cl' ~ 'ass__'] }}", "__class__"),
            ("{{ get_all('Case') }}", "get_all"),
            ("{{ doc | pickle }}", "| pickle"),
        ):
            with self.subTest(text):
                self.assertEqual(self.rendered(text), refusal(faults.may_not_use(name)))

    def test_a_text_shows_data(self) -> None:
        for text, words in ABLE:
            with self.subTest(text):
                self.assertEqual(self.rendered(text), words)

    def test_it_names_what_a_field_leads_to(self) -> None:
        text = (
            "{{ linked(other, 'channel', 'channel_name') }}|{{ linked(other, 'owner', 'email') }}"
        )
        self.other.channel = self.channel.name
        self.assertEqual(self.rendered(text), "Visit|")

    def test_its_writer_is_told_what_to_use_instead(self) -> None:
        told = fault_in_template("{{ frappe.utils.format_datetime(doc.creation) }}") or ""
        self.assertIn("format_datetime(…)", told)
        self.assertIn("frappe.utils.format_datetime", told)

    def test_what_a_module_ships_is_code(self) -> None:
        shipped = Path(
            frappe.get_app_path("cfm_app", "shipped", "letter_heads", "cfm.html")
        ).read_text()
        self.assertTrue(shipped_files.is_shipped(shipped))
        self.assertFalse(shipped_files.is_shipped(f"{shipped} "))

    def test_data_as_json(self) -> None:
        self.assertEqual(
            json.loads(self.rendered("{{ facts | tojson }}")), {"number": 7, "hours": 3}
        )
        self.assertEqual(
            json.loads(self.rendered('{"a": {{ doc.name | tojson }}}')), {"a": "Visit"}
        )

    def test_a_condition_reads_data(self) -> None:
        for text, value in CONDITIONS:
            with self.subTest(text):
                self.assertEqual(frappe.safe_eval(text, None, self.context()), value)

    def test_a_condition_has_no_power(self) -> None:
        before = self.stored()
        for text in FORBIDDEN_CONDITIONS:
            with self.subTest(text):
                self.assertFalse(self.worked_out(text))
            self.assertEqual(self.stored(), before)

    def worked_out(self, text: str) -> Any:
        try:
            return frappe.safe_eval(text, None, self.context())
        except (AttributeError, NameError, SyntaxError, TypeError):
            return None

    def test_the_limits_stand(self) -> None:
        self.assertTrue(installation.stands())

    def test_files_of_apps_keep_their_names(self) -> None:
        page = frappe.get_template("cfm_app/templates/cfm/pill.html")
        self.assertTrue(page.module)
