"""A case that becomes restricted leaves its number in no other record, and no place of its own."""

import frappe

from cfm_app.base import consts
from cfm_app.cases import digest, duplicate, places, reclassify, refer, reopen, resolve, revoke
from cfm_app.testing import CFMTestCase

FRAUD = "Fraude et corruption"
CATEGORY = "Quantité de la ration"


class TestTraces(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.reader = self.user(consts.AAP)
        self.user(consts.FRAUD)
        frappe.set_user(self.user(consts.OPERATOR))

    def registered(self, **values: str) -> str:
        return self.act(self.case(category=CATEGORY, **values), "Register").name

    def history(self, case: str) -> str:
        """What was written about a case and what changed in it, as its form shows it to all."""
        written = {"reference_doctype": "Case", "reference_name": case}
        changed = {"ref_doctype": "Case", "docname": case}
        found = frappe.get_all("Comment", written, pluck="content")
        found += frappe.get_all("Version", changed, pluck="data")
        return "\n".join([*found, frappe.as_json(frappe.get_doc("Case", case).as_dict())])

    def test_the_case_that_was_told_again_does_not_name_it(self) -> None:
        main, again = self.registered(), self.registered()
        duplicate.mark(again, main, "The same neighbour says so")
        self.assertIn(again, self.history(main))
        reopen.reopen(again, "It is something else")
        reclassify.reclassify(again, FRAUD, "Money was asked for")
        self.assertNotIn(again, self.history(main))
        self.assertNotIn("The same neighbour", self.history(main))

    def test_a_duplicate_of_it_does_not_name_it(self) -> None:
        main, again = self.registered(), self.registered()
        duplicate.mark(again, main)
        self.assertIn(main, self.history(again))
        reclassify.reclassify(main, FRAUD, "Money was asked for")
        self.assertNotIn(main, self.history(again))

    def test_no_duplicate_of_nothing_tells_of_it(self) -> None:
        """Its person would wait for ever, and whoever sees it would know what it repeated."""
        main, again, told = self.registered(), self.registered(), self.registered()
        for name in (again, told):
            duplicate.mark(name, main)
        frappe.db.set_value("Case", told, "informed_on", "2026-01-02 08:00:00")
        reclassify.reclassify(main, FRAUD, "Money was asked for")
        fields = ["phase", "duplicate_of", "closed_on"]
        phase, repeats, closed_on = frappe.db.get_value("Case", again, fields)
        self.assertEqual((phase, repeats, closed_on), (consts.PHASE_IN_PROGRESS, None, None))
        phase, repeats, closed_on = frappe.db.get_value("Case", told, fields)
        self.assertEqual((phase, repeats), (consts.PHASE_CLOSED, None))
        stuck = {"workflow_state": consts.CASE_DUPLICATE, "duplicate_of": ["is", "not set"]}
        self.assertFalse(frappe.db.exists("Case", {**stuck, "name": ["in", [again, told]]}))

    def test_what_a_colleague_wrote_does_not_name_it(self) -> None:
        case, other = self.registered(), self.registered()
        frappe.get_doc("Case", other).add_comment("Comment", f"See also {case}, same village")
        reclassify.reclassify(case, FRAUD, "Money was asked for")
        self.assertNotIn(case, self.history(other))
        self.assertIn("same village", self.history(other))

    def test_a_notice_that_names_its_referral_in_words_alone_goes(self) -> None:
        """Whoever was asked reads a revoked referral no more, so that its notice opens none."""
        user = frappe.session.user
        frappe.set_user("Administrator")
        focal = self.user(consts.FOCAL_POINT)
        frappe.set_user(user)
        case = self.registered()
        self.consent(case, consts.SHARE_INSIDE)
        referral = refer.refer(case, {"focal_point": focal}).name
        revoke.revoke(referral, "It is about money")
        told = {"for_user": focal, "subject": ["like", f"%{referral}%money%"]}
        self.assertTrue(frappe.db.exists("Notification Log", told))
        reclassify.reclassify(case, FRAUD, "Money was asked for")
        self.assertFalse(frappe.db.exists("Notification Log", told))

    def test_its_own_history_goes_along(self) -> None:
        case, other = self.registered(), self.registered()
        duplicate.mark(other, case)
        reclassify.reclassify(case, FRAUD, "Money was asked for")
        report = frappe.db.get_value("Sensitive Report", {"cfm_case": case}, "name")
        here = {"reference_doctype": "Sensitive Report", "reference_name": report}
        self.assertTrue(frappe.db.exists("Comment", here))

    def test_the_ledger_of_notices_follows_the_case(self) -> None:
        """A manager may give rights on it to themselves: its lines are open as their cases are."""
        frappe.set_user("Administrator")
        frappe.db.set_single_value("CFM Settings", "resolutions_told", digest.AT_ONCE)
        frappe.set_user(self.user(consts.OPERATOR))
        name = self.registered()
        self.act(frappe.get_doc("Case", name), "Start Work")
        resolve.resolve(name, "Done")
        told = frappe.get_all("CFM Notice", {"kind": "Resolutions", "receiver": self.reader}, ["*"])
        self.assertEqual([(row.ref_doctype, row.ref_name) for row in told], [("Case", name)])
        self.assertFalse([row for row in told if name in (row.rule or "")])

    def test_a_place_proposed_from_it_is_proposed_no_more(self) -> None:
        nearest = frappe.get_all("CFM Location", {"enabled": 1}, pluck="name", limit=1)[0]
        of_case = {"location": nearest, "place_details": "Kouloudia  Sud"}
        case = self.registered(**of_case)
        proposed = places.propose(of_case["place_details"], nearest)
        self.assertTrue(frappe.db.exists("CFM Location", proposed))
        reclassify.reclassify(case, FRAUD, "Money was asked for")
        self.assertFalse(frappe.db.exists("CFM Location", proposed))

    def test_a_place_that_others_name_too_stays_proposed(self) -> None:
        nearest = frappe.get_all("CFM Location", {"enabled": 1}, pluck="name", limit=1)[0]
        of_case = {"location": nearest, "place_details": "Kouloudia Sud"}
        case = self.registered(**of_case)
        self.registered(**of_case)
        proposed = places.propose(of_case["place_details"], nearest)
        reclassify.reclassify(case, FRAUD, "Money was asked for")
        self.assertTrue(frappe.db.exists("CFM Location", proposed))
