"""Where a sheet comes into a list, for the menu of a list in the desk."""

from cfm_app.exchange.lists import targets
from cfm_app.pages import roles, shell


def address(doctype: str) -> str:
    """The page that takes a sheet into a list; empty for whoever may not bring one in."""
    if doctype == "Case" and shell.may_enter(roles.IMPORT):
        return "/cfm/import"
    if not (shell.may_enter(roles.IMPORT) and targets.is_open(doctype)):
        return ""
    return shell.address_of("/cfm/records-import", target=doctype)
