"""Who may create, open and start a migration; what a plan may not say; what a migration creates."""

import io
import zipfile
from typing import Any

import frappe

from cfm_app.api import migration as api
from cfm_app.base import consts
from cfm_app.exchange.migration import jobs, migrations, opening, outcomes, plan
from cfm_app.exchange.migration.plan import Plan
from cfm_app.exchange.migration.records import SourceError
from cfm_app.exchange.migration.rest_client import Login
from cfm_app.testing import CommittedTestCase

CASES = (
    "ID;Numéro;Sujet;Description;Statut;Type de retour;Canal;Date de création;Équipe\r\n"
    "m-1;501;Ration;Il manque de l’huile;Nouveau;Question;Radio Sahel;03/02/2024 10:00;Terrain\r\n"
    "m-2;502;Grave;MARQUE-EQUIPE;Fermé;Question;Radio Sahel;04/02/2024 10:00;PSEA\r\n"
    "m-3;503;Autre;Sans état;Ailleurs;Question;Radio Sahel;05/02/2024 10:00;Terrain\r\n"
)


def packed(text: str = CASES) -> bytes:
    """A ZIP with cases only."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("Tickets.csv", text.encode("cp1252"))
    return content.getvalue()


class TestMigrations(CommittedTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        self.manager = self.user(consts.MANAGER)
        self.other = self.user(consts.MANAGER, email="second.manager@test.cfm")
        frappe.db.commit()
        frappe.set_user(self.manager)

    def tearDown(self) -> None:
        """Batches are committed, so the test has to delete what they store."""
        frappe.db.rollback()
        frappe.set_user("Administrator")
        for name in frappe.get_all(migrations.DOCTYPE, pluck="name", order_by="creation asc"):
            self.done(name, migrations.UNDO)
            migrations.remove(name)
        frappe.db.delete("CFM Channel", {"name": "Radio Sahel"})
        frappe.db.commit()
        super().tearDown()

    def begun(self) -> str:
        return migrations.create(packed(), "sugar.zip")

    def done(self, name: str, task: str) -> Any:
        """Do a task at once, as the worker would."""
        values = migrations.queued_values(migrations.own_row(name), task)
        frappe.db.set_value(migrations.DOCTYPE, name, values)
        jobs.run(name, values["run_id"], "en")
        return migrations.own_row(name)

    def planned(self, name: str, **more: Any) -> None:
        """Read the source, and store the guessed plan with some values changed."""
        self.assertEqual(self.done(name, migrations.SCAN).status, "Finished")
        found = migrations.plan_of(migrations.own_row(name))
        for field, value in more.items():
            setattr(found, field, value)
        migrations.keep_plan(name, found.as_json())

    def test_a_team_restricts_its_cases_before_they_are_stored(self) -> None:
        name = self.begun()
        self.planned(name)
        kept = migrations.plan_of(migrations.own_row(name))
        self.assertEqual(
            (kept.teams["PSEA"], kept.teams["Terrain"]), ("EAS et harcèlement sexuel", "")
        )
        self.assertEqual(kept.states["Ailleurs"], "")
        self.done(name, migrations.BRING)
        told = outcomes.counts(name)["Cases"]
        self.assertEqual(told, {outcomes.BROUGHT: 2, outcomes.FAILED: 1})
        self.assertTrue(frappe.db.exists("Case", {"source_id": "501", "is_restricted": 0}))
        self.assertFalse(frappe.db.exists("Case", {"source_id": "502"}))
        words = frappe.db.get_value("Sensitive Report", {"source_id": "502"}, "description")
        self.assertIn("MARQUE-EQUIPE", words)
        # The manager handles cases to be clarified; an operator does not.
        frappe.set_user(self.user(consts.OPERATOR))
        self.assertNotIn("MARQUE-EQUIPE", frappe.as_json(frappe.get_list("Case", fields=["*"])))

    def test_a_failure_is_fixed_by_the_plan_and_the_next_run(self) -> None:
        name = self.begun()
        self.planned(name)
        self.done(name, migrations.BRING)
        kept = migrations.plan_of(migrations.own_row(name))
        migrations.keep_plan(
            name,
            Plan(**{**kept.__dict__, "states": {**kept.states, "Ailleurs": "Closed"}}).as_json(),
        )
        self.done(name, migrations.BRING)
        self.assertEqual(outcomes.counts(name)["Cases"], {outcomes.BROUGHT: 3})
        case = frappe.get_doc("Case", {"source_id": "503"})
        self.assertEqual((case.workflow_state, case.phase), ("Closed", "Closed"))
        self.assertTrue(case.closed_on)

    def test_masters_are_created_only_by_the_plan_and_not_by_a_dry_run(self) -> None:
        name = self.begun()
        self.planned(name)
        self.done(name, migrations.CHECK)
        channel = {"channel": {"Radio Sahel": "Radio Sahel"}}
        self.planned(name, create={"CFM Channel": ["Radio Sahel"]}, values=channel)
        checked = self.done(name, migrations.CHECK)
        self.assertEqual(checked.status, "Finished", checked.message)

    def test_only_importers_enter_and_each_opens_their_own(self) -> None:
        name = self.begun()
        frappe.set_user(self.other)
        with self.assertRaises(frappe.PermissionError):
            api.state(name)
        [line] = [each for each in api.list_migrations() if each["name"] == name]
        self.assertFalse(line["is_mine"])
        self.assertNotIn("sugar", line["title"])
        self.assertFalse(frappe.get_list(migrations.DOCTYPE))
        frappe.set_user(self.user(consts.OPERATOR))
        for act in (api.list_migrations, lambda: api.state(name), lambda: api.start(name, "Bring")):
            with self.assertRaises(frappe.PermissionError), self.as_served():
                act()

    def test_an_invalid_plan_is_refused(self) -> None:
        for text in ("", "[]", "{", '{"version": 2}', '{"columns": []}', '{"states": {"a": 1}}'):
            with self.assertRaises(SourceError):
                plan.read(text)
        name = self.begun()
        for wrong in (
            Plan(columns={"is_restricted": "x", "description": "y"}),
            Plan(columns={"priority": "priority"}),
            Plan(columns={"description": "d"}, states={"New": "Nowhere"}),
            Plan(columns={"description": "d"}, create={"User": ["x"]}),
        ):
            with self.assertRaises(frappe.ValidationError):
                migrations.keep_plan(name, wrong.as_json())

    def test_a_password_is_sent_only_encrypted_and_stored_in_no_column(self) -> None:
        for address in (
            "https://crm.example.org/#x",
            "http://crm.example.org",
            "https://10.20.30.40",
            "ftp://x",
            "crm",
        ):
            with self.assertRaises(frappe.ValidationError):
                migrations.create_from_server(opening.SUGAR, address, Login("a", "secret-77"))
        login = Login("a", "secret-77", "b", "secret-78")
        self.assertNotIn("secret", repr(login))
        name = migrations.create_from_server(opening.SUITE, "https://crm.example.org", login)
        self.assertNotIn(
            "secret-7",
            frappe.as_json(frappe.db.get_value(migrations.DOCTYPE, name, "*", as_dict=True)),
        )
        self.assertEqual(migrations.location_of(migrations.own_row(name)).login, login)
        migrations.forget_login(name)
        with self.assertRaises(frappe.ValidationError):
            migrations.location_of(migrations.own_row(name))
