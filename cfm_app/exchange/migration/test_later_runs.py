"""A later run respects what the office has done since: nothing that was deleted comes again."""

import io
import zipfile
from typing import Any

import frappe
from frappe.utils import add_days, now_datetime

from cfm_app.base import consts
from cfm_app.data_protection.personal_data import erasure
from cfm_app.data_protection.personal_data.holdings import Held
from cfm_app.exchange.migration import jobs, migrations, outcomes
from cfm_app.exchange.migration.history import Users
from cfm_app.testing import CommittedTestCase

CASE = "id;case_number;name;description;status;type;Canal;date_entered;date_modified;contact_id;created_by\r\n"
PEOPLE = "id;first_name;last_name;phone_mobile;date_modified\r\n"
AUDIT = "id;parent_id;date_created;created_by;field_name;before_value_string;after_value_string\r\n"
UPDATES = "id;case_id;description;date_entered;created_by\r\n"
NOTES = "id;parent_type;parent_id;name;filename;date_entered;date_modified\r\n"
OLD, NEW, NEWER = "03/02/2024 10:00", "05/02/2024 10:00", "06/02/2024 10:00"
ORDINARY, GRAVE = "Question", "Exploitation ou abus sexuel"


def case_row(number: str, changed: str = OLD, kind: str = ORDINARY, said: str = "Huile") -> str:
    """One case."""
    person = f"p-{number}"
    return f"c-{number};{number};Ration;{said} {number};Nouveau;{kind};Radio;{OLD};{changed};{person};u-1\r\n"


def person_row(number: str, changed: str = OLD, last: str = "Adoum") -> str:
    """The person of a case."""
    return f"p-{number};Achta;{last};+23566{number}01;{changed}\r\n"


# Batches are committed, so the test has to delete what they store.
STORED = (
    *(migrations.DOCTYPE, "File", "List Filter", "CFM Channel", "Community Member"),
    *("Consent", "Sensitive Report", "Case"),
)
# Nothing of the app deletes these.
KEPT = (outcomes.DOCTYPE, "CFM Erasure", "CFM Legal Hold")


class ExportTestCase(CommittedTestCase):
    """Migrates exports of a few cases, one after the other."""

    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        self.watch(*STORED)
        self.kept = {each: frappe.get_all(each, pluck="name") for each in KEPT}
        self.manager = self.user(consts.MANAGER)
        frappe.db.commit()
        frappe.set_user(self.manager)
        self.name = ""

    def tearDown(self) -> None:
        frappe.db.rollback()
        for doctype, names in self.kept.items():
            frappe.db.delete(doctype, {"name": ["not in", names or [""]]})
        frappe.db.commit()
        super().tearDown()

    def done(self, name: str, task: str) -> Any:
        values = migrations.queued_values(migrations.own_row(name), task)
        frappe.db.set_value(migrations.DOCTYPE, name, values)
        jobs.run(name, values["run_id"], "en")
        return migrations.own_row(name)

    def packed(self, cases: str, **files: str) -> bytes:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("Cases.csv", CASE + cases)
            for name, text in files.items():
                archive.writestr(name.replace("__", "/") if "__" in name else f"{name}.csv", text)
        return content.getvalue()

    no_team_restricted = True

    def bring(self, cases: str, **files: str) -> Any:
        """Migrate an export, the first time or a later one."""
        content = self.packed(cases, **files)
        if self.name:
            migrations.replace_files(self.name, content, "sugar.zip")
        else:
            self.name = migrations.create(content, "sugar.zip")
            self.assertEqual(self.done(self.name, migrations.SCAN).status, "Finished")
            plan = migrations.plan_of(migrations.own_row(self.name))
            plan.date_order, plan.time_zone = "Day first", "UTC"
            plan.no_team_restricted = self.no_team_restricted
            migrations.keep_plan(self.name, plan.as_json())
        row = self.done(self.name, migrations.BRING)
        return row

    def here(self, number: str) -> str | None:
        name = frappe.db.get_value("Case", {"source_id": number})
        return name or frappe.db.get_value("Sensitive Report", {"source_id": number}, "cfm_case")

    def as_admin(self) -> None:
        frappe.set_user("Administrator")

    def delete_here(self, doctype: str, name: str) -> None:
        frappe.set_user("Administrator")
        self.drop(doctype, name)
        frappe.db.commit()
        frappe.set_user(self.manager)


class TestUntoldTeams(ExportTestCase):
    no_team_restricted = False

    def test_where_no_team_is_told_every_case_is_to_be_clarified(self) -> None:
        self.bring(case_row("7901") + case_row("7902", kind=GRAVE))
        self.assertFalse(frappe.parse_json(migrations.own_row(self.name).found)["tells_teams"])
        for number, name in (("7901", "À clarifier"), ("7902", "EAS et harcèlement sexuel")):
            case = self.here(number)
            self.assertEqual(frappe.db.get_value("Case", case, "sensitivity"), name)

    def test_what_is_written_beside_a_case_counts_and_is_no_change_of_the_office(self) -> None:
        self.no_team_restricted = True
        updates = UPDATES + f"x-9;c-7903;Il l'a violée;{NEW};u-1\r\n"
        for changed in (OLD, NEW):
            self.bring(case_row("7903", changed), aop_case_updates=updates)
            case = self.here("7903")
            self.assertEqual(frappe.db.get_value("Case", case, "sensitivity"), "À clarifier")
            told = outcomes.counts(self.name)["Cases"]
            self.assertEqual(told, {outcomes.BROUGHT: 1})


class TestLaterRuns(ExportTestCase):
    def test_a_case_that_was_deleted_here_never_comes_again(self) -> None:
        self.assertEqual(self.bring(case_row("7001")).status, "Finished")
        self.delete_here("Case", self.here("7001"))
        self.assertEqual(self.bring(case_row("7001", NEW)).status, "Finished")
        self.assertIsNone(self.here("7001"))
        self.assertEqual(self.bring(case_row("7001", NEWER)).status, "Finished")
        self.assertIsNone(self.here("7001"))

    def test_nothing_is_written_about_a_case_that_was_deleted_here(self) -> None:
        self.bring(case_row("7002", kind=GRAVE))
        case = self.here("7002")
        self.delete_here("Case", case)
        files = {
            "aop_case_updates": UPDATES + f"x-1;c-7002;MARQUE-GRAVE;{NEW};u-1\r\n",
            "Notes": NOTES + f"n-1;Cases;c-7002;MARQUE-GRAVE;grave.txt;{NEW};{NEW}\r\n",
            "upload__n-1": "MARQUE-GRAVE",
        }
        row = self.bring(case_row("7002", kind=GRAVE), **files)
        self.assertEqual(row.status, "Finished", row.message)
        self.assertFalse(
            frappe.get_all(
                "Comment",
                {"content": ["like", "%MARQUE-GRAVE%"]},
                ["reference_doctype", "reference_name"],
            )
        )
        self.assertFalse(
            frappe.get_all(
                "File", {"file_name": ["like", "grave%"]}, ["name", "attached_to_doctype"]
            )
        )

    def test_a_person_who_was_erased_here_does_not_come_again(self) -> None:
        self.bring(case_row("7003"), Contacts=PEOPLE + person_row("7003"))
        person = frappe.db.get_value("Case", self.here("7003"), "community_member")
        self.assertTrue(person)
        self.as_admin()
        frappe.db.set_value(
            "Case", self.here("7003"), "community_member", None, update_modified=False
        )
        self.delete_here("Community Member", person)
        row = self.bring(case_row("7003", NEW), Contacts=PEOPLE + person_row("7003", NEW))
        self.assertEqual(row.status, "Finished", row.message)
        self.assertFalse(frappe.db.exists("Community Member", {"full_name": "Achta Adoum"}))

    def test_a_contact_of_a_restricted_case_follows(self) -> None:
        self.bring(case_row("7004", kind=GRAVE), Contacts=PEOPLE + person_row("7004"))
        row = self.bring(
            case_row("7004", kind=GRAVE), Contacts=PEOPLE + person_row("7004", NEW, "Abakar")
        )
        self.assertEqual(row.status, "Finished", row.message)

    def test_moments_of_work_done_here_stay(self) -> None:
        audit = AUDIT + f"a-1;c-7005;{NEW};u-1;status;Open_New;Open_Assigned\r\n"
        self.bring(case_row("7005"), cases_audit=audit)
        case = self.here("7005")
        self.as_admin()
        closed = "2024-05-05 10:00:00"
        values = {
            "workflow_state": "Closed",
            "phase": "Closed",
            "first_response_on": closed,
            "resolved_on": closed,
            "closed_on": closed,
            "modified": "2026-11-29 12:00:00",
        }
        frappe.db.set_value("Case", case, values, update_modified=False)
        frappe.db.commit()
        frappe.set_user(self.manager)
        row = self.bring(case_row("7005"), cases_audit=audit)
        self.assertEqual(row.status, "Finished", row.message)
        found = frappe.db.get_value("Case", case, ["first_response_on", "resolved_on", "closed_on"])
        self.assertEqual([str(each) for each in found], [closed] * 3)

    def test_a_line_that_was_removed_here_does_not_come_again(self) -> None:
        updates = UPDATES + f"x-6;c-7006;MARQUE-LIGNE;{NEW};u-1\r\n"
        self.bring(case_row("7006"), aop_case_updates=updates)
        where = {"content": ["like", "%MARQUE-LIGNE%"]}
        [line] = frappe.get_all("Comment", where, pluck="name")
        self.as_admin()
        frappe.db.delete("Comment", {"name": line})
        frappe.db.commit()
        frappe.set_user(self.manager)
        self.bring(case_row("7006"), aop_case_updates=updates)
        self.assertFalse(frappe.get_all("Comment", where))

    def test_a_former_author_reads_no_line_of_a_restricted_case(self) -> None:
        operator = self.user(consts.OPERATOR)
        frappe.db.commit()
        users = "id;user_name;first_name;last_name;email1\r\nu-1;op;Op;Op;" + operator + "\r\n"
        updates = UPDATES + f"x-8;c-7008;MARQUE-GRAVE;{NEW};u-1\r\n"
        self.bring(
            case_row("7008", kind=GRAVE),
            aop_case_updates=updates,
            Users=users,
            Notes=NOTES + f"n-8;Cases;c-7008;MARQUE-GRAVE;grave.txt;{NEW};{NEW}\r\n",
            upload__n8="x",
            **{"upload__n-8": "MARQUE-GRAVE"},
        )
        self.as_admin()
        where = {"reference_doctype": "Sensitive Report", "content": ["like", "%MARQUE-GRAVE%"]}
        lines = frappe.get_all("Comment", where, pluck="name")
        files = frappe.get_all("File", {"file_name": ["like", "grave%"]}, pluck="name")
        self.assertEqual((len(lines), len(files)), (2, 1))
        for user in (operator, self.manager):
            frappe.set_user(user)
            with self.as_served():
                for kind, names in (("Comment", lines), ("File", files)):
                    for each in names:
                        self.assertFalse(frappe.has_permission(kind, "read", each), (user, kind))

    def test_an_erased_case_stays_erased(self) -> None:
        for number, kind in (("7011", ORDINARY), ("7012", GRAVE)):
            with self.subTest(kind):
                self.name = ""
                updates = UPDATES + f"x-{number};c-{number};MARQUE-LIGNE;{OLD};u-1\r\n"
                self.bring(
                    case_row(number, kind=kind, said="MARQUE"),
                    Contacts=PEOPLE + person_row(number),
                    aop_case_updates=updates,
                )
                case = self.here(number)
                self.as_admin()
                held = [("Case", case)]
                report = frappe.db.get_value("Sensitive Report", {"cfm_case": case})
                held += [("Sensitive Report", report)] if report else []
                person = frappe.db.get_value(*held[-1], "community_member")
                held.append(("Community Member", person))
                erasure.erase([Held(*each, "test") for each in held], ground="test")
                frappe.db.commit()
                frappe.set_user(self.manager)
                updates += f"y-{number};c-{number};MARQUE-NEUVE;{OLD};u-1\r\n"
                row = self.bring(
                    case_row(number, NEW, kind, "MARQUE"),
                    Contacts=PEOPLE + person_row(number, NEW),
                    aop_case_updates=updates,
                )
                self.assertEqual(row.status, "Finished", row.message)
                self.as_admin()
                rows = [
                    frappe.get_all(each, fields=["*"], limit_page_length=0)
                    for each in ("Case", "Sensitive Report", "Comment", "Community Member")
                ]
                told = frappe.as_json(rows)
                for word in ("MARQUE", "Achta", number + "01"):
                    self.assertNotIn(word, told)
                frappe.set_user(self.manager)
                self.assertEqual(self.done(self.name, migrations.UNDO).status, "Finished")
                self.assertTrue(frappe.db.exists("Case", case))

    def test_nothing_is_migrated_about_a_person_who_refuses_to_be_recorded(self) -> None:
        updates = UPDATES + f"x-13;c-7013;MARQUE-LIGNE;{OLD};u-1\r\n"
        self.bring(case_row("7013"), aop_case_updates=updates)
        case = self.here("7013")
        self.as_admin()
        self.consent(case, refused=(consts.RECORD,))
        frappe.db.delete("Comment", {"reference_name": case})
        frappe.db.commit()
        frappe.set_user(self.manager)
        updates += f"y-13;c-7013;MARQUE-LIGNE;{OLD};u-1\r\n"
        audit = AUDIT + f"a-13;c-7013;{NEW};u-1;description;MARQUE-LIGNE;Autre\r\n"
        notes = NOTES + f"n-13;Cases;c-7013;MARQUE-LIGNE;grave.txt;{NEW};{NEW}\r\n"
        row = self.bring(
            case_row("7013", NEW, said="MARQUE-LIGNE"),
            aop_case_updates=updates,
            cases_audit=audit,
            Notes=notes,
            **{"upload__n-13": "MARQUE"},
        )
        self.assertEqual(row.status, "Finished", row.message)
        self.as_admin()
        rows = [
            frappe.get_all(each, fields=["*"], limit_page_length=0) for each in ("Case", "Comment")
        ]
        self.assertNotIn("MARQUE-LIGNE", frappe.as_json(rows))
        self.assertFalse(frappe.get_all("File", {"attached_to_name": case}))

    def test_an_abandoned_export_is_deleted(self) -> None:
        content = self.packed(case_row("7020"))
        self.name = migrations.create(content, "sugar.zip")
        self.done(self.name, migrations.SCAN)
        file = migrations.own_row(self.name).file_id
        for days, is_there in ((6, True), (8, False)):
            before = add_days(now_datetime(), -days)
            frappe.db.set_value(migrations.DOCTYPE, self.name, "beat_on", before)
            migrations.tidy()
            self.assertEqual(bool(frappe.db.exists("File", file)), is_there)
        self.assertFalse(migrations.own_row(self.name).file_id)
        self.assertEqual(migrations.own_row(self.name).found, "{}")

    def test_an_export_goes_once_all_of_it_has_come(self) -> None:
        row = self.bring(case_row("7021"))
        self.assertEqual((row.status, row.file_id), ("Finished", None))
        where = {"file_name": ["like", f"{consts.IMPORTED_FILE}%"]}
        self.assertEqual(frappe.get_all("File", where), [])
        self.assertEqual(self.bring(case_row("7021", NEW)).status, "Finished")

    def test_nothing_comes_in_the_name_of_a_handler(self) -> None:
        handler = self.user(consts.PSEA)
        names = {"u-1": handler, "u-2": self.manager}
        users = Users.of({"u-1": "Rachel"}, names)
        self.assertEqual((users.author("u-1"), users.author("u-2")), (None, self.manager))
        self.assertEqual(users.user("u-1"), handler)
