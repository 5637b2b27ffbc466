"""Of several signs of a class, the one that counts."""

from __future__ import annotations

from cfm_app.base.settings import setting
from cfm_app.security.entitlement import clearance
from cfm_app.security.sensitivity import office_words


def strictest(*classes: str | None) -> str | None:
    """The first restricted class that is named, else the one to be clarified, else the first class of all."""
    given = [each for each in classes if each]
    restricted = [each for each in given if clearance.is_restricted(each)]
    unclear = unclear_class()
    named = (each for each in restricted if each != unclear)
    return next(named, None) or next(iter(restricted), None) or next(iter(given), None)


def unclear_class() -> str:
    """The class of what is to be clarified; empty where the office has none."""
    return setting("unclear_sensitivity") or ""


def of_key(key: object) -> str | None:
    """The class that a key, a value of a list or the name of a team says, or None."""
    return strictest(*office_words.current().named(key).values())


def of_account(text: object) -> str | None:
    """The class of a case for whose gravity words alone speak: it is to be clarified; None for others."""
    suspected = office_words.current().suspected(text)
    return (unclear_class() or strictest(*suspected.values())) if suspected else None


def phrases_in(text: object) -> list[str]:
    """The phrases of the office that make a text suspect."""
    return list(office_words.current().suspected(text))
