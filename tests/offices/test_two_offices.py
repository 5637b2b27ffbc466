"""Two sub-offices give their cases to the head office, twice, with changes on both sides."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from cfm_app.cases.search import global_search
from cfm_app.data_protection.personal_data import plain_remains
from cfm_app.exchange.agencies import states
from cfm_app.exchange.offices import deciding, parcels
from cfm_app.security.sealing import envelope, unlocking

from ..sugar.conftest import Sites
from . import two

SUB, HEAD = "sub", "head"
SECRET = "s" * 40


@pytest.fixture
def offices(sites: Sites) -> Sites:
    """A sub-office and the head office."""
    for site in (SUB, HEAD):
        with sites(site):
            two.open_office()
    return sites


def linked(
    sites: Sites, restricted: str = "", site: str = SUB, partner: str = two.OTHER
) -> dict[str, str]:
    """The agreement of both offices, by the name of the site."""
    with sites(HEAD):
        head = two.begin(states.THEY_SEND, restricted, partner=partner)
    with sites(site):
        sub = two.begin(states.WE_SEND, restricted, head["code"])
        two.agree(sub, head["key"], SECRET)
    with sites(HEAD):
        two.agree(head, sub["key"], SECRET)
    return {HEAD: head["name"], site: sub["name"]}


def case(name: str) -> Any:
    frappe.set_user("Administrator")
    return frappe.get_doc("Case", name)


def change(name: str, **values: Any) -> None:
    doc = case(name)
    doc.update(values)
    doc.save()
    frappe.db.commit()


def test_cases_come_once_whole_and_under_their_numbers(offices: Sites) -> None:
    agreement = linked(offices)
    with offices(SUB):
        person = {"full_name": "Zara Mahamat", "phone": "66112233"}
        first = two.recorded_case("Sans ration depuis deux mois", person=person)
        second = two.recorded_case("La balance est fausse")
        doc = case(first)
        doc.append("follow_ups", {"action": "Appelé le magasin"})
        doc.save()
        doc.add_comment("Comment", "Le magasinier rappelle demain")
        photo = {"doctype": "File", "file_name": "page.txt", "content": b"page", "is_private": 1}
        frappe.get_doc({**photo, "attached_to_doctype": "Case", "attached_to_name": first}).insert()
        frappe.db.commit()
        file = two.give(agreement[SUB])
        assert b"Zara" not in file and first.encode() not in file
    with offices(HEAD):
        assert two.counts(two.take(file)) == {"new": 2}
        found = case(first)
        assert found.description == "Sans ration depuis deux mois"
        assert frappe.db.get_value("Community Member", found.community_member, "full_name") == (
            "Zara Mahamat"
        )
        assert found.follow_ups[0].action.endswith("Appelé le magasin")
        where = {"attached_to_doctype": "Case", "attached_to_name": first}
        [name] = frappe.get_all("File", where, pluck="name")
        assert frappe.get_doc("File", name).get_content() in ("page", b"page")
        said = frappe.get_all("Comment", {"reference_name": first}, pluck="content")
        assert any("Le magasinier rappelle demain" in each for each in said)
        frappe.set_user(two.MANAGER)
        assert first in str(global_search.search(first))
        assert second in str(global_search.search("balance"))
        # The same file again, and a new one in which nothing is new.
        assert two.counts(two.take(file)) == {"same": 2}
        answer = two.give(agreement[HEAD])
        assert frappe.db.count("Case") == 2
    with offices(SUB):
        assert two.counts(two.take(answer)) == {"same": 2}
        before = frappe.db.count("Comment"), frappe.db.count("Case Follow Up")
        two.take(answer)
        assert before == (frappe.db.count("Comment"), frappe.db.count("Case Follow Up"))


def test_one_sided_changes_are_merged_and_two_sided_ones_wait_for_a_person(offices: Sites) -> None:
    agreement = linked(offices)
    with offices(SUB):
        mine = two.recorded_case("Première version")
        both = two.recorded_case("Seconde version")
        file = two.give(agreement[SUB])
    with offices(HEAD):
        two.take(file)
        change(both, description="Revu au siège", place_details="Marché")
        answer = two.give(agreement[HEAD])
    with offices(SUB):
        two.take(answer)
        change(mine, description="Précisé au bureau")
        change(both, description="Précisé au bureau", priority="Haute")
        file = two.give(agreement[SUB])
    with offices(HEAD):
        assert two.counts(two.take(file)) == {"changed": 1, "open": 1}
        assert case(mine).description == "Précisé au bureau"
        found = case(both)
        assert (found.description, found.place_details) == ("Revu au siège", "Marché")
        frappe.set_user(two.MANAGER)
        [(name, differing)] = deciding.open_ones(agreement[HEAD])
        assert differing.differing == {"description": "Précisé au bureau"}
        deciding.decide(name, "description", deciding.THEIRS)
        frappe.db.commit()
        assert case(both).description == "Précisé au bureau"
        assert two.counts(two.take(file)) == {"same": 2}
        frappe.set_user(two.MANAGER)
        assert deciding.open_ones(agreement[HEAD]) == []


def test_answers_of_the_head_office_come_back(offices: Sites) -> None:
    agreement = linked(offices)
    with offices(SUB):
        name = two.recorded_case("Sans ration")
        file = two.give(agreement[SUB])
    with offices(HEAD):
        two.take(file)
        doc = case(name)
        doc.append("follow_ups", {"action": "Distribution vérifiée"})
        doc.information_given = "Lundi à huit heures"
        doc.save()
        frappe.db.set_value("Case", name, "workflow_state", "Registered")
        frappe.db.commit()
        answer = two.give(agreement[HEAD])
    with offices(SUB):
        assert two.counts(two.take(answer)) == {"changed": 1}
        found = case(name)
        assert found.information_given == "Lundi à huit heures"
        [row] = found.follow_ups
        assert row.action == "Administrator (Autre bureau): Distribution vérifiée"
        assert not row.followed_by
        assert found.workflow_state == "Registered"
        assert two.counts(two.take(answer)) == {"same": 1}
        assert len(case(name).follow_ups) == 1
        # What came from the head office does not go back to it.
        file = two.give(agreement[SUB])
    with offices(HEAD):
        two.take(file)
        assert len(case(name).follow_ups) == 1


def test_a_case_whose_number_was_taken_is_found_by_it(offices: Sites) -> None:
    agreement = linked(offices)
    with offices(SUB):
        name = two.recorded_case("Du sous-bureau")
        file = two.give(agreement[SUB])
    with offices(HEAD):
        frappe.set_user("Administrator")
        frappe.get_doc(
            {"doctype": "Case", "category": two.CATEGORY, "description": "Du siège"}
        ).insert(set_name=name)
        frappe.db.commit()
        assert two.counts(two.take(file)) == {"new": 1}
        assert case(name).description == "Du siège"
        other = frappe.db.get_value("Case", {"source_id": name})
        assert case(other).description == "Du sous-bureau"
        frappe.set_user(two.MANAGER)
        assert other in str(global_search.search(name))
        assert two.counts(two.take(file)) == {"same": 1}


def test_a_changed_or_foreign_file_is_refused(offices: Sites) -> None:
    agreement = linked(offices)
    with offices(SUB):
        two.recorded_case("Sans ration")
        file = two.give(agreement[SUB])
        frappe.set_user(two.MANAGER)
        with pytest.raises(frappe.ValidationError, match="lui-même"):
            parcels.keep(file)
    with offices(HEAD):
        frappe.set_user(two.MANAGER)
        for wrong in (file[:-1] + bytes([file[-1] ^ 1]), file.replace(b"gives", b"answers"), b"{}"):
            with pytest.raises(frappe.ValidationError):
                parcels.keep(wrong)
        frappe.set_user(two.OPERATOR)
        with pytest.raises(frappe.PermissionError):
            parcels.keep(file)
        assert frappe.db.count("Case") == 0


def test_a_missing_master_record_keeps_its_case_back_until_it_is_added(
    offices: Sites,
) -> None:
    agreement = linked(offices)
    with offices(SUB):
        name = two.recorded_case("Sans ration")
        frappe.get_doc(
            {"doctype": "CFM Programme", "programme_name": "Cantines", "enabled": 1}
        ).insert(ignore_permissions=True)
        change(name, programme="Cantines")
        file = two.give(agreement[SUB])
    with offices(HEAD):
        row = two.take(file)
        assert two.counts(row) == {"failed": 1}
        [(number, reason)] = parcels.failures_of(row)
        assert number == name and "Cantines" in reason
        frappe.set_user("Administrator")
        frappe.get_doc(
            {"doctype": "CFM Programme", "programme_name": "Cantines", "enabled": 1}
        ).insert()
        frappe.db.commit()
        assert two.counts(two.take(file)) == {"new": 1}


def test_only_handlers_transfer_a_restricted_case(offices: Sites) -> None:
    ordinary, own = linked(offices), linked(offices, two.CLASS)
    with offices(SUB):
        open_one = two.recorded_case("Sans ration")
        closed = two.recorded_case("zqabus par un agent", category=two.ABUSE)
        file = two.give(ordinary[SUB])
        frappe.set_user(two.MANAGER)
        with pytest.raises(frappe.PermissionError):
            parcels.make(own[SUB])
        frappe.db.rollback()
        sealed = two.give(own[SUB], two.HANDLER)
    with offices(HEAD):
        assert two.counts(two.take(file)) == {"new": 1}
        assert frappe.db.exists("Case", open_one) and not frappe.db.exists("Case", closed)
        frappe.set_user(two.MANAGER)
        with pytest.raises(frappe.PermissionError):
            parcels.keep(sealed)
        frappe.db.rollback()
        assert two.counts(two.take(sealed, two.HANDLER)) == {"new": 1}
        frappe.set_user(two.HANDLER)
        report = frappe.db.get_value("Sensitive Report", {"cfm_case": closed})
        assert "zqabus" in frappe.get_doc("Sensitive Report", report).description
        for user in (two.MANAGER, two.OPERATOR, two.GUARDIAN):
            frappe.set_user(user)
            assert not frappe.get_list("Case", {"name": closed})
        assert not frappe.db.get_value("Case", closed, "description")
        frappe.set_user(two.HANDLER)
        change(closed, resolution="Prise en charge")
        answer = two.give(own[HEAD], two.HANDLER)
    with offices(SUB):
        assert two.counts(two.take(answer, two.HANDLER)) == {"changed": 1}
        found = frappe.db.get_value("Sensitive Report", {"cfm_case": closed}, "resolution")
        assert found == "Prise en charge"


def test_a_case_that_became_restricted_is_closed_at_the_head_office_too(offices: Sites) -> None:
    ordinary, own = linked(offices), linked(offices, two.CLASS)
    with offices(SUB):
        name = two.recorded_case("Sans ration")
        file = two.give(ordinary[SUB])
    with offices(HEAD):
        two.take(file)
    with offices(SUB):
        change(name, category=two.ABUSE)
        file = two.give(ordinary[SUB])
        sealed = two.give(own[SUB], two.HANDLER)
    with offices(HEAD):
        two.take(file)
        assert case(name).is_restricted
        two.take(sealed, two.HANDLER)
        assert case(name).sensitivity == two.CLASS
        assert frappe.db.count("Case") == 1


def test_sealed_words_need_the_unlocked_key_and_are_sealed_again(offices: Sites) -> None:
    own = linked(offices, two.CLASS)
    with offices(SUB):
        name = two.recorded_case("zqabus par un agent", category=two.ABUSE)
        key = two.seal_class()
        plain_remains.seal(two.CLASS)
        frappe.db.commit()
        frappe.set_user(two.HANDLER)
        locked = parcels.mine(parcels.make(own[SUB]))
        assert (locked.cases_total, locked.file_id) == (0, None)
        assert "/cfm/sealing-key" in locked.message
        with unlocking.opened_with(key):
            file = two.give(own[SUB], two.HANDLER)
    with offices(HEAD):
        opens = two.seal_class()
        assert two.counts(two.take(file, two.HANDLER)) == {"new": 1}
        assert "zqabus" not in in_plain()
        assert described(name, opens) == "zqabus par un agent"
    with offices(SUB):
        frappe.set_user("Administrator")
        with unlocking.opened_with(key):
            change(name, description="zqabus par deux agents")
        frappe.set_user(two.HANDLER)
        with unlocking.opened_with(key):
            file = two.give(own[SUB], two.HANDLER)
    with offices(HEAD):
        assert two.counts(two.take(file, two.HANDLER)) == {"changed": 1}
        # Nobody could compare them: both versions are there, and both are sealed.
        assert "zqabus" not in in_plain()
        told = described(name, opens)
        assert "par un agent" in told and "par deux agents" in told


def in_plain() -> str:
    """All columns of the tables in which words could be left behind."""
    tables = ("Sensitive Report", "Case", "Comment", "Version", "File", "CFM Office Record")
    return str([frappe.get_all(each, fields=["*"]) for each in tables])


def described(name: str, opens: envelope.Identity) -> str:
    frappe.set_user(two.HANDLER)
    report = frappe.db.get_value("Sensitive Report", {"cfm_case": name})
    with unlocking.opened_with(opens):
        return str(frappe.get_doc("Sensitive Report", report).description)


def test_two_sub_offices_are_merged_twice(offices: Sites) -> None:
    second = "sub-two"
    with offices(second):
        two.open_office()
    with offices(HEAD):
        values = {"doctype": "CFM Partner", "partner_name": "Second bureau", "enabled": 1}
        frappe.get_doc(values).insert()
        frappe.db.commit()
    agreements = {SUB: linked(offices), second: linked(offices, "", second, "Second bureau")}
    cases: dict[str, list[str]] = {}
    for site, agreement in agreements.items():
        with offices(site):
            cases[site] = [two.recorded_case(f"{site} dit {number}") for number in range(3)]
            file = two.give(agreement[site])
        with offices(HEAD):
            assert two.counts(two.take(file)) == {"new": 3}
    with offices(HEAD):
        for first, *_rest in cases.values():
            change(first, place_details="Vu au siège", description="Revu au siège")
    for site, agreement in agreements.items():
        first, changed, _same = cases[site]
        with offices(site):
            change(first, description="Revu au bureau")
            change(changed, description="Précisé")
            cases[site].append(two.recorded_case("Nouveau"))
            file = two.give(agreement[site])
        with offices(HEAD):
            told = {"new": 1, "changed": 1, "same": 1, "open": 1}
            assert two.counts(two.take(file)) == told
            answer = two.give(agreement[HEAD])
        with offices(site):
            two.take(answer)
    with offices(HEAD):
        assert frappe.db.count("Case") == 8
        for site, names in cases.items():
            found = case(names[0])
            assert (found.description, found.place_details) == ("Revu au siège", "Vu au siège")
            assert case(names[1]).description == "Précisé"
            assert case(names[2]).description == f"{site} dit 2"
            frappe.set_user(two.MANAGER)
            assert len(deciding.open_ones(agreements[site][HEAD])) == 1


def test_confirmed_cases_are_not_sent_again(offices: Sites) -> None:
    agreement = linked(offices)
    with offices(SUB):
        two.recorded_case("Sans ration")
        name = two.recorded_case("Sans eau")
    for _round in range(2):
        with offices(SUB):
            file = two.give(agreement[SUB])
        with offices(HEAD):
            two.take(file)
            answer = two.give(agreement[HEAD])
        with offices(SUB):
            two.take(answer)
    with offices(SUB):
        file = two.give(agreement[SUB])
        assert parcels.of_agreement(agreement[SUB], 1)[0].cases_total == 0
        change(name, description="Sans eau depuis lundi")
        two.give(agreement[SUB])
        assert parcels.of_agreement(agreement[SUB], 1)[0].cases_total == 1
