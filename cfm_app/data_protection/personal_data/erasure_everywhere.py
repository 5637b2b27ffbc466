"""Erases documents, and takes whoever goes with them out of the texts of others.

A request of a person, a restored office and the night of retention all do it here.
"""

from collections.abc import Sequence

from cfm_app.data_protection.personal_data import erasure, erasure_words, known_by
from cfm_app.data_protection.personal_data.erasure import Documents, Erased, Plan
from cfm_app.data_protection.personal_data.erasure_words import Search, Swept
from cfm_app.data_protection.personal_data.known_by import KnownBy


def erase(
    plans: Sequence[Plan], person: KnownBy | None = None, searches: Sequence[Search] = ()
) -> tuple[list[Erased], Swept]:
    """Carry out several erasures at once.

    `person` are those who are erased, if documents that told of them are gone already. `searches` are what
    `look_for` found of them before anything was locked.
    """
    person = _of_plans(plans) if person is None else person
    searches = searches or erasure_words.look_for(person)
    erased = erasure.erase_all(plans)
    return erased, erasure_words.take_out(person, searches)


def _of_plans(plans: Sequence[Plan]) -> KnownBy:
    documents: Documents = {}
    for plan in plans:
        for doctype, names in plan.documents.items():
            documents.setdefault(doctype, []).extend(names)
    return known_by.of_erased(documents)
