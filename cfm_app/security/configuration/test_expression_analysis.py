"""What is read in the text of expressions, of markup and of queries."""

from cfm_app.security.configuration.active_content import fault_in_shown
from cfm_app.security.configuration.expression_analysis import fault_in_expression
from cfm_app.security.configuration.sql_analysis import fault_in_query
from cfm_app.testing import CFMTestCase


class TestReading(CFMTestCase):
    def test_expressions(self) -> None:
        for text in (
            "eval:doc.status == 'Open' && doc.weight > 10",
            "eval:in_list(['a', 'b'], doc.kind) || !doc.__islocal",
            "eval:frappe.user_roles.includes('CFM Manager')",
            "eval:frappe.user.has_role('x') && doc['kind'] != 'y'",
            "eval:doc.date < frappe.datetime.get_today()",
            "kind",
            "",
        ):
            with self.subTest(text):
                self.assertIsNone(fault_in_expression(text))
        for text in (
            "eval:fetch('//x/' + doc.description)",
            "eval:frappe.call('x', doc)",
            "eval:frappe.db.get_value('x')",
            "eval:doc.constructor.constructor('x')()",
            "eval:doc['con' + 'structor']",
            "eval:doc['constructor']",
            "eval:[].map.constructor",
            "eval:doc.x = 1",
            "eval:`${doc.x}`",
            "eval:window.open('//x')",
            "eval:new Image().src",
            "eval:(doc.f)(1)",
            "eval:cur_frm.set_value('x', 1)",
            "eval:doc.x; alert(1)",
            "fn:send",
        ):
            with self.subTest(text):
                self.assertTrue(fault_in_expression(text))

    def test_markup(self) -> None:
        for text in ("<b>Bold</b> {{ doc.status }}", '<img src="/files/a.png">', "a < b"):
            self.assertIsNone(fault_in_shown(text), text)
        for text in ("<script>x</script>", "<svg/onload=x>", "{{ fetch(1) }}", "{% x %}"):
            self.assertTrue(fault_in_shown(text), text)

    def test_queries(self) -> None:
        for query in (
            "select name from `tabToDoX`",
            "select * from tabSingles",
            "select 1 from `tabUser` u, `tabsensitive report` r",
            "select 1 from __Auth",
            "select 1 from information_schema.tables",
            "select 1 from `tabUser` union select description from tabCase",
            "select /*! description from tabCase */ 1",
            "select '-- ' as a, description from `tabSensitive Report`",
            "select '#' as a, '/*', description from `tabCase` where '*/'",
            'select "it\'s -- ", (select 1 from tabCase)',
            "select 'a\\\\' as a, '-- ' as b, description from tabCase",
            "select 1 -- of nothing",
            "select 'open from `tabCase Category`",
        ):
            with self.subTest(query):
                self.assertTrue(fault_in_query(query))
        for query in (
            "select category_name from `tabCase Category` where name = 'from tabCase'",
            "select '-- #1 /*' as a, 'it''s' from `tabCase Category`",
            "with x as (select 1 as n) select n from x join `tabCFM SOP` on 1 = 1",
            "",
        ):
            with self.subTest(query):
                self.assertIsNone(fault_in_query(query))
