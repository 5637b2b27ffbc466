"""What ``doctor`` says of the access log."""

from frappe import _

from cfm_app.base.counting import counted
from cfm_app.data_protection.reading_alerts import seals

NAMED = 5


def findings() -> list[tuple[str, str, str]]:
    """Subject, what was found and what to do; what to do is empty where all is well."""
    subject = _("Access log")
    faults = seals.faults()
    if faults:
        found = "; ".join(_in_words(fault) for fault in faults[:NAMED])
        advice = _("Report a data breach, and compare with a backup: somebody was in the database.")
        whats = {fault.what for fault in faults}
        if whats == {"unsealed"}:
            advice = _("Start the jobs that run in the background.")
        elif whats == {"misdated"}:
            advice = _(
                "Ask whoever runs the machine whether its clock was wrong then. If it was not, report a data breach."
            )
        return [(subject, found, advice)]
    last = seals.newest()
    if last is None:
        return [(subject, _("no line is sealed yet"), "")]
    whole = _("whole up to seal {0}: write down {1}").format(int(last.name), last.digest)
    if errors := seals.clock_errors():
        told = counted(_("the clock was wrong at times, see {0} lines on it"), errors)
        whole = f"{whole}; {told}"
    return [(subject, whole, "")]


def _in_words(fault: seals.Fault) -> str:
    if fault.what == "unsealed":
        return _("lines have not been sealed for two days")
    if fault.what == "changed":
        return _("lines of seal {0} were changed, added or removed").format(fault.seal)
    if fault.what == "misdated":
        return _("lines of seal {0} are dated long before those of the seal before").format(
            fault.seal
        )
    if fault.what == "misnamed":
        return _("lines of another user stand under the name of {0}").format(fault.seal)
    return _("the chain is broken at seal {0}").format(fault.seal)
