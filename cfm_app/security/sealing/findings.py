"""For the doctor: a sealed class that nobody opens any more, or one lost passphrase would close, and words in plain."""

from frappe import _

from cfm_app.security.sealing import circle, last_key, recovery, resealing
from cfm_app.security.sealing.switching import FEWEST_HANDLERS

Finding = tuple[str, str, str]
PAGE_OF_KEY, PAGE_OF_OFFICE = "/cfm/sealing-key", "/cfm/sealing"


def findings() -> list[Finding]:
    """Subject, what was found and what to do; what to do is empty where all is well."""
    opened = last_key.opened()
    sealed = circle.sealed_classes()
    found = [finding for name in sealed for finding in _of_class(name, opened[name].living)]
    for name in sorted(opened.keys() - {*sealed}):
        # Sealed no more, but its reports are not opened yet.
        found += _of_keys(name, opened[name].living)
    if sealed:
        found += _of_keepers()
    return found


def _of_class(sensitivity: str, living: frozenset[str]) -> list[Finding]:
    subject = _("Sealed reports: {0}").format(sensitivity)
    members = circle.of_handlers(sensitivity).members
    waiting = resealing.outdated(sensitivity)
    found = _of_keys(sensitivity, living)
    if not found and len(members) < FEWEST_HANDLERS:
        found.append(
            (
                subject,
                _("handlers with a key: {0}").format(len(members)),
                _("Have another handler make a key under {0}.").format(PAGE_OF_KEY),
            )
        )
    if waiting:
        found.append(
            (
                subject,
                _("reports that are not sealed for the handlers of today: {0}").format(waiting),
                _("A handler whose key is unlocked gives them under {0}.").format(PAGE_OF_KEY),
            )
        )
    return found or [(subject, _("sealed for the handlers of today"), "")]


def _of_keys(sensitivity: str, living: frozenset[str]) -> list[Finding]:
    """A class that no key opens any more, or a single one; that of recovery counts as one."""
    subject = _("Sealed reports: {0}").format(sensitivity)
    left = last_key.keys_left(sensitivity, living)
    if left == 0:
        return [
            (
                subject,
                _("nobody can open them any more, or some of them"),
                _(
                    "Enable the account, or give back the role, of a handler or keeper who still knows their"
                    " passphrase. If nobody does, only a backup from before has keys that open them. New reports"
                    " need a handler who makes a key under {0}."
                ).format(PAGE_OF_KEY),
            )
        ]
    if left == 1:
        return [
            (
                subject,
                _("only one key is left that opens them, or some of them"),
                _(
                    "Have another handler make a key under {0}. Whoever still opens the reports then gives them there."
                ).format(PAGE_OF_KEY),
            )
        ]
    return []


def _of_keepers() -> list[Finding]:
    """Too few who can put the recovery key together, of those who were named."""
    able = len(last_key.able_keepers())
    if able >= recovery.KEEPERS:
        return []
    what = _(
        "only two keepers can still open with the recovery key: without one of them nobody can"
    )
    if not recovery.active():
        what = _("nobody keeps the recovery key")
    elif able < last_key.KEEPERS_NEEDED:
        what = _("the keepers can no longer open with the recovery key")
    return [(_("Sealed reports"), what, _("Name three keepers under {0}.").format(PAGE_OF_OFFICE))]
