"""For the doctor: a sealed class that one lost passphrase would close, and words in plain."""

from frappe import _

from cfm_app.security.sealing import circle, recovery, resealing
from cfm_app.security.sealing.switching import FEWEST_HANDLERS


def findings() -> list[tuple[str, str, str]]:
    """Subject, what was found and what to do; what to do is empty where all is well."""
    found = [finding for name in circle.sealed_classes() for finding in _of_class(name)]
    if found and not recovery.active():
        found.append(
            (
                _("Sealed reports"),
                _("nobody keeps the recovery key"),
                _("Name three keepers under {0}.").format("/cfm/sealing"),
            )
        )
    return found


def _of_class(sensitivity: str) -> list[tuple[str, str, str]]:
    subject = _("Sealed reports: {0}").format(sensitivity)
    members = circle.of_handlers(sensitivity).members
    waiting = resealing.outdated(sensitivity)
    found = []
    if len(members) < FEWEST_HANDLERS:
        found.append(
            (
                subject,
                _("handlers with a key: {0}").format(len(members)),
                _("Have another handler make a key under {0}.").format("/cfm/sealing-key"),
            )
        )
    if waiting:
        found.append(
            (
                subject,
                _("reports that are not sealed for the handlers of today: {0}").format(waiting),
                _("A handler whose key is unlocked gives them under {0}.").format(
                    "/cfm/sealing-key"
                ),
            )
        )
    return found or [(subject, _("sealed for the handlers of today"), "")]
