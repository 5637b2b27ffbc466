"""What ``doctor`` says of the access log."""

from frappe import _

from cfm_app.readings import seals

NAMED = 5


def findings() -> list[tuple[str, str, str]]:
    """Subject, what was found and what to do; what to do is empty where all is well."""
    subject = _("Access log")
    faults = seals.faults()
    if faults:
        found = "; ".join(_in_words(fault) for fault in faults[:NAMED])
        advice = _("Report a data breach, and compare with a backup: somebody was in the database.")
        is_late = {fault.what for fault in faults} == {"unsealed"}
        return [
            (subject, found, _("Start the jobs that run in the background.") if is_late else advice)
        ]
    last = seals.newest()
    if last is None:
        return [(subject, _("no line is sealed yet"), "")]
    whole = _("whole up to seal {0}: write down {1}")
    return [(subject, whole.format(int(last.name), last.digest), "")]


def _in_words(fault: seals.Fault) -> str:
    if fault.what == "unsealed":
        return _("lines have not been sealed for two days")
    if fault.what == "changed":
        return _("lines of seal {0} were changed, added or removed").format(fault.seal)
    if fault.what == "misnamed":
        return _("lines of another user stand under the name of {0}").format(fault.seal)
    return _("the chain is broken at seal {0}").format(fault.seal)
