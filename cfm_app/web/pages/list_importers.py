"""The link from a desk list to the import of a sheet."""

from cfm_app.exchange.lists import targets
from cfm_app.web.pages import admission, roles, routes


def address(doctype: str) -> str:
    """The page that imports a sheet into a list; empty without permission."""
    if doctype == "Case" and admission.may_enter(roles.IMPORT):
        return "/cfm/import"
    if not (admission.may_enter(roles.IMPORT) and targets.is_open(doctype)):
        return ""
    return routes.address_of("/cfm/records-import", target=doctype)
