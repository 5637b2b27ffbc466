"""Six months of cases with their consents, referrals and follow-ups, in all states."""

import random
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime

from cfm_app.base import consts
from cfm_app.procedures.sop import (
    case_clock,
    classification,
    handler_assignment,
    matching,
    phases,
    procedure,
)
from cfm_app.security.access_rule import random_naming
from cfm_app.security.entitlement import clearance
from cfm_app.security.lawful_basis import consent_givers, unrecorded
from cfm_app.security.persons import identity
from cfm_app.security.restricted_cases import particulars
from cfm_app.shipped.demo import paths, stories
from cfm_app.shipped.demo.rows import History

DAYS = 182
RESTRICTED_SHARE = 0.08
ANONYMOUS_SHARE = 0.2
DERIVED = {frozenset({"Granted"}): "Granted", frozenset({"Refused"}): "Refused"}
OPERATORS = ("operator@demo.cfm", "operator2@demo.cfm")


def create(count: int, seed: int) -> int:
    """Write the cases of the past, the oldest first. Returns how many."""
    maker = Maker(random.Random(seed), random.Random(f"unrest {seed}"))
    now = now_datetime().replace(microsecond=0)
    moments = sorted(maker.moment(now) for _case in range(count))
    for received in moments:
        maker.add(received, now)
    maker.history.write()
    return count


class Maker:
    """Invents one case after the other; every choice comes from one source of chance.

    ``unrest`` is another one: who of the last days has the same trouble, so that there is a trend to be found.
    """

    def __init__(self, chance: random.Random, unrest: random.Random) -> None:
        self.chance = chance
        self.unrest = unrest
        self.history = History()
        self.numbers: set[str] = set()
        self.departments = self._departments()
        self.sops: dict[tuple[Any, ...], Any] = {}
        self.handlers: dict[str, list[str]] = {}
        self.categories = [name for name in stories.TEXTS if self._exists(name)]
        self.restricted = [name for name in stories.RESTRICTED_TEXTS if self._exists(name)]

    def _number(self, doctype: str) -> str:
        """A number for a document that is written at the end, together with all others."""
        name = random_naming.new_name(doctype, self.numbers)
        self.numbers.add(name)
        return name

    def moment(self, now: datetime) -> datetime:
        """A moment of the last six months, in the hours when people call; more of them lately."""
        days = DAYS * self.chance.random() ** 1.8
        day = now - timedelta(days=days)
        moment = day.replace(hour=self.chance.randint(6, 17), minute=self.chance.randint(0, 59))
        moment = moment.replace(second=0, microsecond=0)
        return moment if moment < now - timedelta(minutes=20) else moment - timedelta(days=1)

    def add(self, received: datetime, now: datetime) -> None:
        """Invent a case that came in at a moment, and what became of it until now."""
        is_restricted = self.chance.random() < RESTRICTED_SHARE and bool(self.restricted)
        case = self._case(received, is_restricted)
        operator = self.chance.choice(OPERATORS)
        path = paths.choose(self.chance, received, now, is_restricted)
        member = None if is_restricted else self._member(case, operator, received)
        consent = self._consent(case, member, operator, received)
        if not consent or is_restricted:
            path.without_referral()
        self._walk(case, path, operator, now)
        if path.is_referred and consent:
            self._referral(case, consent, path, operator, now)
        changed = path.events[-1][0] if path.events else received
        if is_restricted:
            self._restrict(case, operator, received, changed)
        self.history.add(case, operator, received + timedelta(minutes=6), changed)

    def _case(self, received: datetime, is_restricted: bool) -> Document:
        pool = self.restricted if is_restricted else self.categories
        texts = stories.RESTRICTED_TEXTS if is_restricted else stories.TEXTS
        category = self.chance.choice(pool)
        case = frappe.new_doc("Case")
        case.name = self._number(case.doctype)
        case.update(
            {
                "received_on": received,
                "channel": self._weighted(stories.CHANNELS),
                "language": self._weighted(stories.LANGUAGES),
                "speaker_relation": self._weighted({"Self": 80, "On behalf": 14, "Caregiver": 6}),
                "sex": self._weighted({"Female": 52, "Male": 46, "Unknown": 2}),
                "age_group": self._weighted({"18-59": 80, "60+": 15, "13-17": 3, "0-12": 2}),
                "disability": self._weighted({"No": 85, "Yes": 9, "Not indicated": 6}),
                "population_group": self._population(),
                "location": self._place(),
                "category": category,
                "description": self.chance.choice(texts[category]),
                "sensitivity": classification.class_of_category(category),
                "priority": classification.inherited(category, "priority") or "Normale",
            }
        )
        if not is_restricted and self._has_the_trouble(received):
            case.update(self._trouble())
        case.incident_location = case.location
        self._apply_sop(case)
        return case

    def _has_the_trouble(self, received: datetime) -> bool:
        days = (getdate() - received.date()).days
        return 0 < days <= stories.TROUBLE_DAYS and self.unrest.random() < stories.TROUBLE_SHARE

    def _trouble(self) -> dict[str, Any]:
        category = stories.TROUBLE
        return {
            "category": category,
            "location": self.unrest.choice(self.departments[stories.TROUBLE_PROVINCE]),
            "description": self.unrest.choice(stories.TROUBLE_TEXTS),
            "sensitivity": classification.class_of_category(category),
            "priority": classification.inherited(category, "priority") or "Normale",
        }

    def _apply_sop(self, case: Document) -> None:
        key = (case.category, case.sensitivity)
        if key not in self.sops:
            self.sops[key] = matching.match(case.category, case.sensitivity)
        found = self.sops[key]
        sop = frappe.get_cached_doc("CFM SOP", found.sop) if found else None
        case.sop, case.sop_reason = (found.sop, found.reason) if found else (None, None)
        if sop:
            procedure.set_steps(case, sop)

    def _member(self, case: Document, operator: str, received: datetime) -> str | None:
        if self.chance.random() < ANONYMOUS_SHARE:
            return None
        names = stories.WOMEN if case.sex == "Female" else stories.MEN
        phone = f"+235 6{self.chance.randint(0, 9)} {self.chance.randint(10, 99)}"
        phone += f" {self.chance.randint(10, 99)} {self.chance.randint(10, 99)}"
        member = frappe.new_doc("Community Member")
        member.name = self._number(member.doctype)
        member.update(
            {
                "full_name": self.chance.choice(names),
                "sex": case.sex if case.sex in ("Female", "Male") else None,
                "age_group": case.age_group,
                "population_group": case.population_group,
                "location": case.location,
                "language": case.language,
                "phone": phone,
                "phone_key": identity.phone_key(phone),
                "beneficiary": self._weighted({"Yes": 65, "No": 25, "Not known": 10}),
                "preferred_hours": self._weighted({"Morning": 50, "Afternoon": 30, "Evening": 20}),
            }
        )
        self.history.add(member, operator, received, received)
        case.community_member = member.name
        return member.name

    def _consent(
        self, case: Document, member: str | None, operator: str, received: datetime
    ) -> Document | None:
        if self.chance.random() < 0.08:
            case.consent_status = "None"
            return None
        consent = frappe.new_doc("Consent")
        consent.name = self._number(consent.doctype)
        statement = "Consentement général-" + ("ara" if case.language == "shu" else "fra") + "-1.0"
        consent.update(
            {
                "cfm_case": case.name,
                "community_member": member,
                **self._giver(case),
                "method": "Oral" if case.channel == "Ligne verte" else "Written",
                "language": frappe.get_cached_value("Consent Statement", statement, "language"),
                "statement": statement,
                "statement_text": frappe.get_cached_value(
                    "Consent Statement", statement, "statement_text"
                ),
                "read_by": operator,
                "legal_basis": "Consent",
                "workflow_state": consts.CONSENT_DECIDED,
                "decided_on": received + timedelta(minutes=5),
            }
        )
        decisions: list[str] = []
        likely = {"Record": 99, consts.CALL_BACK: 92, consts.SHARE_INSIDE: 95, "Reporting": 88}
        for purpose, percent in likely.items():
            granted = self.chance.random() * 100 < percent and decisions[:1] != ["Refused"]
            decisions.append("Granted" if granted else "Refused")
            row = {"purpose": purpose, "decision": decisions[-1], "decided_on": consent.decided_on}
            consent.append("purposes", row)
        if decisions[0] == "Refused":
            consent.community_member = None
            case.update(dict.fromkeys(unrecorded.OF_PERSON))
        self.history.add(consent, operator, received, consent.decided_on)
        case.consent_status = DERIVED.get(frozenset(decisions), "Partial")
        shares = decisions[2] == "Granted"
        return consent if shares else None

    def _giver(self, case: Document) -> dict[str, str]:
        """Who agreed: the person, somebody for them, and for a child a parent with the child."""
        if case.age_group in consent_givers.MINORS:
            relation = self.chance.choice(("Mère", "Père", "Tante"))
            return {
                "giver": "Parent or guardian",
                "giver_relation": relation,
                "assent_of_minor": "Yes",
            }
        if case.speaker_relation == "Self":
            return {"giver": "Self"}
        return {"giver": "Proxy", "giver_relation": self.chance.choice(("Voisin", "Frère", "Fils"))}

    def _walk(self, case: Document, path: paths.Path, operator: str, now: datetime) -> None:
        """Put the events of the path on the case: states, stamps, follow-ups, attempts."""
        case.workflow_state = path.state
        case.phase = phases.phase_of(path.state)
        if path.is_answered:
            case.information_given = self.chance.choice(stories.GIVEN)
            case.first_contact_resolution = 1
        for moment, kind, text in path.events:
            if kind == "follow_up":
                row = {"followed_on": moment, "followed_by": operator, "action": text}
                case.append("follow_ups", row)
            elif kind in ("failed", "reached"):
                attempt = {"attempted_on": moment, "channel": "Appel sortant"}
                outcome = consts.ATTEMPT_INFORMED if kind == "reached" else "No answer"
                attempt.update({"outcome": outcome, "reached": int(kind == "reached")})
                attempt["attempted_by"] = operator
                case.append("contact_attempts", attempt)
        if path.state == "Resolved":
            self._call_again(case, operator, now)
        case.state_since = case.received_on
        for stamp, moment in path.stamps.items():
            case.set(stamp, moment)
        if case.resolved_on and not path.is_answered:
            case.resolution = self.chance.choice(stories.ANSWERS)
        if case.informed_on:
            self._tell(case, path, operator)
            case.satisfaction = self._weighted({"5": 40, "4": 36, "3": 14, "2": 6, "1": 4})
        for stopped, resumed in path.holds:
            stop = {"stopped_on": stopped, "resumed_on": resumed}
            case.append("clock_stops", {"stop_reason": case_clock.ON_HOLD, **stop})
        self._complete_steps(case, path, operator)
        case_clock.apply(case)

    def _tell(self, case: Document, path: paths.Path, operator: str) -> None:
        """What the person was told: at once, when the call was taken, or when they were reached."""
        case.response_given = case.information_given or case.resolution
        case.informed_by = operator
        if path.is_answered:
            told = {"attempted_on": case.informed_on, "channel": case.channel, "reached": 1}
            told |= {"outcome": consts.ATTEMPT_INFORMED, "attempted_by": operator}
            case.append("contact_attempts", told)

    def _call_again(self, case: Document, operator: str, now: datetime) -> None:
        """The answer is there, but the person could not be reached yet."""
        case.next_contact_on = now + timedelta(hours=self.chance.randint(-3, 20))
        case.append(
            "contact_attempts",
            {
                "attempted_on": now - timedelta(hours=self.chance.randint(3, 20)),
                "channel": "Appel sortant",
                "outcome": "No answer",
                "reached": 0,
                "note": "Pas de réponse",
                "attempted_by": operator,
                "next_attempt_on": case.next_contact_on,
            },
        )

    def _complete_steps(self, case: Document, path: paths.Path, operator: str) -> None:
        over = case.resolved_on or case.closed_on
        by_act = {
            "Record the consent": case.received_on if case.consent_status != "None" else None,
            "Refer": path.referred_on if path.is_referred else None,
            "Answer or refer": path.referred_on if path.is_referred else over,
            "Inform": case.informed_on,
        }
        for row in case.sop_steps:
            done = by_act.get(row.act) or over
            if done:
                is_act = int(bool(by_act.get(row.act)))
                values = {"done": 1, "done_on": done, "done_by": operator, "by_act": is_act}
                row.update(values)

    def _referral(
        self, case: Document, consent: Document, path: paths.Path, operator: str, now: datetime
    ) -> None:
        area = classification.inherited(case.category, "functional_area") or "Logistique"
        receiver = self._receiver(area, case.location)
        referral = frappe.new_doc("Referral")
        referral.name = self._number(referral.doctype)
        referral.update(
            {
                "cfm_case": case.name,
                "functional_area": area,
                "focal_point": receiver,
                "reason": "À vérifier et répondre",
                "shared_summary": f"{case.category} : {case.description}",
                "due_on": case.resolve_by,
                "consent": consent.name,
                "workflow_state": path.referral_state,
            }
        )
        answered = referred = path.referred_on or case.received_on
        if path.referral_state in (consts.REFERRAL_DONE, consts.REFERRAL_RETURNED):
            answered = case.resolved_on or min(referred + timedelta(hours=20), now)
            referral.responded_on = answered
        if path.referral_state == consts.REFERRAL_DONE:
            referral.response = self.chance.choice(stories.ANSWERS)
        if path.state == "Referred" and referral.responded_on:
            case.answered_on = answered
        if path.referral_state == consts.REFERRAL_RETURNED:
            referral.rejection_reason = "Numéro de bénéficiaire manquant"
        self.history.add(referral, operator, referred, answered)

    def _receiver(self, area: str, location: str | None) -> str:
        if area == "Redevabilité":
            return "aap@demo.cfm"
        regional = {"TD07": "focal.lac@demo.cfm", "TD14": "focal.est@demo.cfm"}
        return regional.get((location or "")[:4], "focal@demo.cfm")

    def _restrict(
        self, case: Document, operator: str, received: datetime, changed: datetime
    ) -> None:
        """Move the particulars to the report, and entrust the case, as a save would."""
        case.is_restricted = 1
        role = clearance.handler_role(case.sensitivity)
        if role not in self.handlers:
            self.handlers[role] = handler_assignment.find_handlers(case.sensitivity, role, None)
        report = frappe.new_doc("Sensitive Report")
        for user in self.handlers[role]:
            report.append("handlers", {"user": user, "role": role, "assigned_on": received})
        report.name = self._number(report.doctype)
        report.cfm_case, report.sensitivity = case.name, case.sensitivity
        for field in particulars.fields():
            report.set(field, case.get(field))
            case.set(field, None)
        for table in consts.PARTICULAR_TABLES:
            for row in case.get(table) or []:
                values = {f.fieldname: row.get(f.fieldname) for f in row.meta.fields}
                report.append(table, values)
            case.set(table, [])
        self.history.add(report, operator, received, changed)
        stub = frappe.new_doc("CFM Case Stub")
        stub.name, stub.cfm_case = frappe.generate_hash(length=10), case.name
        stub.received_on, stub.case_state = case.received_on, case.workflow_state
        self.history.add(stub, operator, received, changed)

    def _departments(self) -> dict[str, list[str]]:
        rows = frappe.get_all(
            "CFM Location",
            filters={"admin_level": "Department"},
            fields=["name", "parent_cfm_location"],
            order_by="name asc",
        )
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(row.parent_cfm_location, []).append(row.name)
        return found

    def _place(self) -> str | None:
        province = self._weighted(stories.PROVINCES)
        return self.chance.choice(self.departments.get(province) or [None])

    def _population(self) -> str:
        return self._weighted(
            {
                "Resident": 34,
                "Refugee": 28,
                "Internally displaced": 20,
                "Returnee": 10,
                "Host community": 8,
            }
        )

    def _weighted(self, weights: dict[str, int]) -> str:
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def _exists(self, category: str) -> bool:
        return bool(frappe.db.exists("Case Category", category))
