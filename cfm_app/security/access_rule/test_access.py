"""Nobody but those entrusted with a restricted case learns that it exists, by any road."""

import frappe
from frappe.permissions import add_permission

from cfm_app.base import consts, doctype_access
from cfm_app.security import audit
from cfm_app.security.access_rule import access, permission_hooks, rows
from cfm_app.security.gates import method_overrides
from cfm_app.security.restricted_cases import particulars
from cfm_app.testing import CFMTestCase

PSEA_CATEGORY = "Exploitation ou abus sexuel"
SECRET = "narrative that must not travel"


class TestAccess(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        self.psea = self.user(consts.PSEA)
        self.manager = self.user(consts.MANAGER)
        self.fraud = self.user(consts.FRAUD)
        frappe.set_user(self.operator)
        self.name = self.case(category=PSEA_CATEGORY, description=SECRET).name
        frappe.set_user("Administrator")

    def test_case_keeps_only_a_stub(self) -> None:
        case = frappe.get_doc("Case", self.name)
        self.assertFalse(case.description or case.category or case.location)
        report = frappe.get_doc("Sensitive Report", {"cfm_case": self.name})
        self.assertEqual(report.description, SECRET)
        self.assertEqual(report.category, PSEA_CATEGORY)

    def test_a_link_to_a_closed_case_is_refused_in_the_words_of_one_to_nowhere(self) -> None:
        """The framework refuses the one and the app the other: to the letter alike, in each language."""
        missing = "CFM-2020-000000"
        for language in ("en", "fr", "ar"):
            frappe.set_user(self.operator)
            own = self.case(category="Quantité de la ration", description="Appel").name
            frappe.local.lang = language
            refused = []
            for name in (missing, self.name):
                case = frappe.get_doc("Case", own)
                case.duplicate_of = name
                with self.assertRaises(frappe.LinkValidationError) as caught:
                    case.save()
                refused.append(str(caught.exception).replace(name, missing))
            self.assertEqual(*refused)

    def test_nor_where_rights_are_not_asked(self) -> None:
        """A file or a program saves so, and what it is told reaches whoever sent it."""
        frappe.set_user(self.operator)
        own = self.case(category="Quantité de la ration", description="Appel").name
        refused = []
        for name in ("CFM-2020-000000", self.name):
            case = frappe.get_doc("Case", own)
            case.duplicate_of = name
            with self.assertRaises(frappe.LinkValidationError) as caught:
                case.save(ignore_permissions=True)
            refused.append(str(caught.exception).replace(name, ""))
        self.assertEqual(*refused)

    def test_nor_does_it_differ_in_another_spelling(self) -> None:
        """A framework puts the stored spelling in the place of the given one, in a job as in a request."""
        frappe.set_user(self.operator)
        own = self.case(category="Quantité de la ration", description="Appel").name
        for spelled in (str.lower, "{} ".format):
            refused = []
            for name in map(spelled, ("CFM-2020-000000", self.name)):
                changed = frappe.get_doc("Case", own)
                changed.update({"duplicate_of": name})
                made = frappe.new_doc("Case")
                made.update({"description": "Appel", "duplicate_of": name})
                for case in (changed, made):
                    with self.assertRaises(frappe.LinkValidationError) as caught:
                        case.save()
                    self.assertIn(name, str(caught.exception))
                    refused.append(str(caught.exception).replace(name, ""))
            self.assertEqual(len(set(refused)), 1)

    def test_recorder_reads_the_stub_and_nothing_else(self) -> None:
        frappe.set_user(self.operator)
        fields = ["cfm_case", "received_on", "case_state", "owner"]
        stubs = frappe.get_list("CFM Case Stub", fields=fields, limit_page_length=0)
        self.assertEqual([row.cfm_case for row in stubs], [self.name])
        self.assertEqual((stubs[0].case_state, stubs[0].owner), ("New", self.operator))
        self.assertNotIn(self.name, frappe.get_list("Case", pluck="name", limit_page_length=0))
        self.assertFalse(frappe.has_permission("Case", "read", doc=self.name))
        self.assertFalse(frappe.has_permission("Case", "write", doc=self.name))
        self.assertFalse(frappe.has_permission("Sensitive Report", "read"))

    def test_what_is_sent_back_to_the_recorder_is_the_stub(self) -> None:
        """A framework answers a save with what it has saved."""
        frappe.set_user(self.operator)
        made = self.case(category=PSEA_CATEGORY, description=SECRET)
        changed = self.case(category="Quantité de la ration", description=SECRET)
        changed.category, changed.sensitivity = PSEA_CATEGORY, None
        changed.save()
        for case in (made, changed):
            told = {
                df.fieldname
                for df in case.meta.fields
                if case.get(df.fieldname) and df.fieldname not in consts.STUB
            }
            self.assertEqual(told, set())
            self.assertNotIn(SECRET, frappe.as_json(case.as_dict()))
        frappe.set_user(self.psea)
        report = frappe.get_doc("Sensitive Report", {"cfm_case": changed.name})
        self.assertEqual(report.description, SECRET)

    def test_a_restricted_case_offers_no_field_that_it_does_not_keep(self) -> None:
        meta, case = frappe.get_meta("Case"), frappe.get_doc("Case", self.name)
        self.assertEqual(case.is_restricted, 1)
        # The reason is written by whoever changes the class.
        moved = {*particulars.fields(), *consts.PARTICULAR_TABLES} - {"sensitivity_reason"}
        for field in moved:
            self.assertEqual(meta.get_field(field).depends_on, "eval:!doc.is_restricted", field)
        frappe.set_user(self.operator)
        self.assertEqual(self.case(category="Quantité de la ration").is_restricted, 0)

    def test_handler_reads_everything(self) -> None:
        frappe.set_user(self.psea)
        self.assertIn(self.name, frappe.get_list("Case", pluck="name", limit_page_length=0))
        self.assertTrue(frappe.has_permission("Case", "write", doc=self.name))
        found = frappe.get_list("Sensitive Report", fields=["description"], limit_page_length=0)
        self.assertIn(SECRET, [row.description for row in found])

    def test_everybody_else_sees_nothing(self) -> None:
        for user in (self.manager, self.fraud, self.user(consts.OPERATOR, email="o2@test.cfm")):
            frappe.set_user(user)
            self.assertNotIn(self.name, frappe.get_list("Case", pluck="name", limit_page_length=0))
            self.assertFalse(frappe.has_permission("Case", "read", doc=self.name))
            self.assertNotIn(self.name, _stubs())
            self.assertEqual(method_overrides.get_count("Case", {"name": self.name}), 0)

    def test_of_two_restricted_cases_each_has_its_own_report(self) -> None:
        frappe.set_user(self.operator)
        other = self.case(category=PSEA_CATEGORY, description="Something else").name
        for case, said in ((self.name, SECRET), (other, "Something else")):
            report = particulars.report_of(case)
            self.assertEqual((report.cfm_case, report.description), (case, said))

    def test_what_is_somebodys_own_is_theirs_alone(self) -> None:
        for doctype in doctype_access.OWNED:
            doc = frappe.get_doc({"doctype": doctype, "name": f"own-{doctype}"})
            doc.db_insert()
            doc.owner = self.operator
            doc.set("__islocal", None)
            for user in (self.operator, self.manager, self.psea):
                allowed = permission_hooks.owned_permission(doc, "read", user)
                self.assertEqual(allowed, user == self.operator, (doctype, user))
            self.assertTrue(permission_hooks.owned_permission(frappe.new_doc(doctype)))

    def test_comments_files_and_tasks_follow_the_case(self) -> None:
        self._comment(self.name)
        frappe.set_user(self.user(consts.MANAGER, "System Manager"))
        rows = frappe.get_list("Comment", filters={"reference_name": self.name})
        self.assertEqual(rows, [])

    def test_reclassifying_moves_the_history_away(self) -> None:
        frappe.set_user(self.operator)
        case = self.case(category="Quantité de la ration", description=SECRET)
        case.description = SECRET + " again"
        case.save()
        case.reload()
        case.category = PSEA_CATEGORY
        case.sensitivity = None
        case.save()
        frappe.set_user("Administrator")
        versions = frappe.get_all(
            "Version", filters={"docname": case.name}, pluck="data", order_by="creation asc"
        )
        self.assertFalse(any(SECRET in (data or "") for data in versions))

    def test_rows_of_child_tables_follow_their_parent(self) -> None:
        report = frappe.get_doc("Sensitive Report", {"cfm_case": self.name})
        report.append("follow_ups", {"action": SECRET})
        report.save()
        for user, expected in ((self.psea, [SECRET]), (self.manager, []), (self.operator, [])):
            frappe.set_user(user)
            condition = rows.child_condition("Case Follow Up", user)
            query = "select `action` from `tabCase Follow Up` where `action` = %s and " + condition
            self.assertEqual([row[0] for row in frappe.db.sql(query, (SECRET,))], expected)

    def test_no_right_that_a_manager_gives_opens_what_belongs_to_others(self) -> None:
        for doctype in (*doctype_access.OWNED, *doctype_access.INTERNAL):
            with self.subTest(doctype):
                frappe.set_user("Administrator")
                add_permission(doctype, consts.MANAGER, 0)
                frappe.clear_cache(doctype=doctype)
                frappe.set_user(self.manager)
                owners = frappe.get_list(doctype, pluck="owner", limit_page_length=0)
                self.assertEqual(set(owners) - {self.manager}, set())
                for name in frappe.get_all(doctype, pluck="name", limit_page_length=3):
                    doc = frappe.get_doc(doctype, name)
                    if doc.owner != self.manager:
                        self.assertFalse(doc.has_permission("read"), name)

    def test_a_share_is_refused(self) -> None:
        with self.assertRaises(frappe.PermissionError):
            frappe.get_doc(
                {
                    "doctype": "DocShare",
                    "user": self.manager,
                    "share_doctype": "Case",
                    "share_name": self.name,
                    "read": 1,
                }
            ).insert(ignore_permissions=True)

    def test_mail_goes_only_to_those_who_may_know(self) -> None:
        addresses = (self.manager, f"Solange <{self.psea}>", "partner@example.org", self.fraud)
        doc = frappe.get_doc(
            {
                "doctype": "Email Queue",
                "sender": "office@example.org",
                "message": SECRET,
                "reference_doctype": "Sensitive Report",
                "reference_name": frappe.db.get_value("Sensitive Report", {"cfm_case": self.name}),
                "recipients": [{"recipient": address} for address in addresses],
            }
        ).insert(ignore_permissions=True)
        self.assertEqual([row.recipient for row in doc.recipients], [addresses[1]])

    def test_deleted_comments_and_histories_of_tasks_follow_the_case(self) -> None:
        task = {"reference_type": "Case", "reference_name": self.name, "allocated_to": self.psea}
        todo = frappe.get_doc({"doctype": "ToDo", "description": "x", **task}).insert()
        deleted = {"deleted_doctype": "Comment", "deleted_name": "x", "data": SECRET}
        history = {"ref_doctype": "ToDo", "docname": todo.name, "data": SECRET}
        note = {"comment_type": "Deleted", "reference_doctype": "Case", "subject": self.name}
        rows = (("Deleted Document", deleted), ("Version", history), ("Comment", note))
        for doctype, values in rows:
            name = frappe.get_doc({"doctype": doctype, **values}).insert().name
            frappe.set_user(self.user(consts.MANAGER, "System Manager"))
            self.assertFalse(frappe.get_list(doctype, filters={"name": name}), doctype)
            self.assertFalse(frappe.has_permission(doctype, "read", doc=name), doctype)
            frappe.set_user("Administrator")

    def test_a_task_needs_somebody_who_may_handle_it(self) -> None:
        for user, is_refused in ((self.manager, True), (self.psea, False)):
            task = {"reference_type": "Case", "reference_name": self.name, "allocated_to": user}
            todo = frappe.get_doc({"doctype": "ToDo", "description": "x", **task})
            if is_refused:
                self.assertRaises(frappe.ValidationError, todo.insert)
            else:
                todo.insert()
        self.assertFalse(frappe.db.get_value("Case", self.name, "_assign"))

    def test_a_task_entrusts_nobody(self) -> None:
        """Neither one that was given before the case became restricted, nor one that a deputy takes."""
        second = self.user(consts.PSEA, email="second@test.cfm")
        case = self.case(category="Quantité de la ration", description="Late")
        task = {"doctype": "ToDo", "description": "x", "reference_type": "Case"}
        frappe.get_doc({**task, "reference_name": case.name, "allocated_to": second}).insert()
        report = frappe.get_doc("Sensitive Report", {"cfm_case": self.name})
        report.set("handlers", [row for row in report.handlers if row.user != second])
        report.save()
        refused = frappe.get_doc({**task, "reference_name": self.name, "allocated_to": second})
        self.assertRaises(frappe.ValidationError, refused.insert)
        case.category, case.sensitivity = PSEA_CATEGORY, None
        case.save()
        theirs = frappe.get_doc("Sensitive Report", {"cfm_case": case.name})
        theirs.set("handlers", [row for row in theirs.handlers if row.user != second])
        theirs.save()
        self.assertFalse(access.may_see("Case", case.name, second))

    def test_nobody_entrusts_a_case_to_themselves(self) -> None:
        second = self.user(consts.PSEA, email="second@test.cfm")
        report = frappe.get_doc("Sensitive Report", {"cfm_case": self.name})
        report.set("handlers", [row for row in report.handlers if row.user != second])
        report.save()
        report.append("handlers", {"user": second})
        frappe.set_user(second)
        self.assertRaises(frappe.PermissionError, report.save, ignore_permissions=True)
        report.reload()
        report.append("handlers", {"user": second})
        frappe.set_user(self.psea)
        report.save()

    def test_a_task_on_nothing_is_read_by_its_two_sides(self) -> None:
        frappe.set_user(self.psea)
        task = {"doctype": "ToDo", "description": SECRET, "allocated_to": self.psea}
        name = frappe.get_doc(task).insert().name
        for user, sees in ((self.psea, True), (self.manager, False)):
            frappe.set_user(user)
            found = frappe.get_list("ToDo", filters={"name": name})
            self.assertEqual(bool(found), sees)
            self.assertEqual(frappe.has_permission("ToDo", "read", doc=name), sees)

    def test_saved_filters_are_for_those_they_were_made_for(self) -> None:
        made = {"doctype": "List Filter", "reference_doctype": "Case", "filters": "[]"}
        frappe.set_user(self.psea)
        own = frappe.get_doc({**made, "filter_name": self.name, "for_user": self.psea}).insert()
        shared = frappe.get_doc({**made, "filter_name": "Late"}).insert()
        frappe.set_user(self.operator)
        names = frappe.get_list("List Filter", pluck="name")
        self.assertEqual({own.name, shared.name} & set(names), {shared.name})
        for name, ptype in ((own.name, "read"), (own.name, "write"), (shared.name, "delete")):
            self.assertFalse(frappe.has_permission("List Filter", ptype, doc=name))
        self.assertTrue(frappe.has_permission("List Filter", "read", doc=shared.name))
        frappe.set_user(self.psea)
        self.assertTrue(frappe.has_permission("List Filter", "delete", doc=own.name))

    def test_notes_at_steps_go_to_the_report(self) -> None:
        case = frappe.get_doc("Case", self.name)
        case.append("sop_steps", {"step_title": "Écouter", "note": SECRET})
        case.save()
        case.reload()
        self.assertNotIn(SECRET, [row.note for row in case.sop_steps])
        report = frappe.get_doc("Sensitive Report", {"cfm_case": self.name})
        self.assertTrue(any(SECRET in (row.action or "") for row in report.follow_ups))

    def test_who_is_entrusted_by_hand_is_told_once(self) -> None:
        report = frappe.get_doc("Sensitive Report", {"cfm_case": self.name})
        second = self.user(consts.PSEA, email="second@test.cfm")
        frappe.set_user(report.handlers[0].user)
        report.append("handlers", {"user": second})
        report.save()
        report.save()
        told = {"for_user": second, "document_name": self.name}
        self.assertEqual(frappe.db.count("Notification Log", told), 1)
        first = {**told, "for_user": report.handlers[0].user}
        self.assertEqual(frappe.db.count("Notification Log", first), 1)

    def test_operator_cannot_lower_a_class(self) -> None:
        frappe.set_user(self.psea)
        case = frappe.get_doc("Case", self.name)
        case.sensitivity = "Non sensible"
        with self.assertRaises(frappe.ValidationError):
            case.save()
        case.reload()
        case.sensitivity = "Non sensible"
        case.sensitivity_reason = "Aucun agent n'est en cause"
        case.category = "Quantité de la ration"
        case.save()
        case.reload()
        self.assertEqual(case.description, SECRET)
        self.assertFalse(frappe.db.exists("Sensitive Report", {"cfm_case": self.name}))

    def _comment(self, name: str) -> None:
        frappe.get_doc(
            {
                "doctype": "Comment",
                "comment_type": "Comment",
                "reference_doctype": "Case",
                "reference_name": name,
                "content": SECRET,
            }
        ).insert(ignore_permissions=True)


def _stubs() -> list[str]:
    if not frappe.has_permission("CFM Case Stub", "read"):
        return []
    return frappe.get_list("CFM Case Stub", pluck="cfm_case", limit_page_length=0)

    def test_that_a_handler_read_a_person_tells_of_no_restricted_case(self) -> None:
        """The person may be open to the office by an ordinary case."""
        frappe.set_user(self.operator)
        told = {"doctype": "Community Member", "full_name": "Zara of 7781"}
        person = frappe.get_doc(told).insert().name
        self.case(community_member=person, category="Quantité de la ration")
        self.case(community_member=person, category=PSEA_CATEGORY, description=SECRET)
        lines = {}
        for user in (self.operator, self.psea):
            frappe.set_user(user)
            audit.record("Read", "Community Member", person, detail=f"by {user}")
            line = {"ref_name": person, "user": user, "detail": f"by {user}"}
            lines[user] = frappe.db.get_value("CFM Access Log", line, "name")
        for user in (self.manager, self.user(consts.DATA_PROTECTION), self.user(consts.FRAUD)):
            frappe.set_user(user)
            doc = frappe.get_doc("CFM Access Log", lines[self.psea])
            self.assertFalse(doc.has_permission("read"), user)
        frappe.set_user(self.manager)
        seen = frappe.get_list("CFM Access Log", filters={"ref_name": person}, pluck="name")
        self.assertIn(lines[self.operator], seen)
        self.assertNotIn(lines[self.psea], seen)
        self.assertTrue(
            frappe.get_doc("CFM Access Log", lines[self.operator]).has_permission("read")
        )

    def test_words_that_somebody_typed_to_narrow_an_export_are_theirs(self) -> None:
        lines = {}
        for filters in ("[['Webhook Request Log', 'data', 'like', '%Zara of 7781%']]", "[]"):
            line = {"doctype": "Access Log", "user": self.psea, "export_from": "User"}
            doc = frappe.get_doc({**line, "filters": filters})
            doc.insert(ignore_permissions=True)
            lines[filters] = doc.name
        typed, plain = lines.values()
        technician = self.user("System Manager")
        for user, seen in ((technician, {plain}), ("Administrator", {typed, plain})):
            frappe.set_user(user)
            found = frappe.get_list("Access Log", filters={"user": self.psea}, pluck="name")
            self.assertEqual(set(found) & {typed, plain}, seen, user)
            self.assertEqual(
                frappe.get_doc("Access Log", typed).has_permission("read"), typed in seen
            )
