"""What the work in the background is called, and why it failed, for people who write no programs."""

from ....kernel.core.hooks import get_hooks
from ....kernel.i18n import _


def title(method: str) -> str:
    """What a function does; apps tell what theirs do in the hook ``job_titles``."""
    own = {
        "frappe.email.queue.flush": _("Sends the e-mails that wait"),
        "frappe_embedded.services.notify.delivery.flush": _("Sends the e-mails that wait"),
        "frappe.email.doctype.auto_email_report.auto_email_report.send_daily": _(
            "Sends reports by e-mail"
        ),
        "frappe.email.doctype.notification.notification.trigger_daily_alerts": _(
            "Sends notifications before or after a date"
        ),
        "frappe.utils.backups.scheduled_backup": _("Makes the backup of the night"),
        "frappe_embedded.services.backups.backup_job.make": _("Makes a backup"),
        "frappe_embedded.services.webhooks.delivery.deliver_waiting": _(
            "Tells other programs what happened"
        ),
        "frappe_embedded.services.notify.sms.deliver_sms": _("Sends text messages"),
        "frappe_embedded.services.workflow.alerts.send_step_emails": _(
            "Sends e-mails about a workflow step"
        ),
    }
    of_apps = {path: _(titles[-1]) for path, titles in get_hooks("job_titles", {}).items()}
    return str({**own, **of_apps}.get(method) or ".".join(method.split(".")[-2:]))


def rhythm(frequency: str, cron: str) -> str:
    """How often a job of the clock runs."""
    if frequency == "All":
        return str(_("every four minutes"))
    return cron if frequency == "Cron" else str(_(frequency))


def reason(failure: str) -> str:
    """Why work failed, by the class of its exception: the exception's own words may name entries."""
    if not failure:
        return ""
    found = next((text for names, text in _reasons() if failure in names), None)
    return str(found or _("An unexpected fault ({0})").format(failure))


def _reasons() -> list[tuple[tuple[str, ...], str]]:
    return [
        (
            (
                "ConnectionRefusedError",
                "gaierror",
                "TimeoutError",
                "ConnectionError",
                "timeout",
                "ConnectTimeout",
                "ReadTimeout",
                "ConnectionResetError",
            ),
            _("Another server could not be reached. Is the network up?"),
        ),
        (
            ("SMTPAuthenticationError", "AuthenticationError"),
            _("Another server refused the user name or password."),
        ),
        (
            (
                "OutgoingEmailError",
                "SMTPException",
                "SMTPServerDisconnected",
                "SMTPRecipientsRefused",
                "SMTPSenderRefused",
                "SMTPDataError",
            ),
            _("An e-mail could not be sent. Try the e-mail account."),
        ),
        (
            ("PermissionError", "WorkflowPermissionError"),
            _("The person on whose behalf it ran lacks a right."),
        ),
        (
            ("DoesNotExistError", "FileNotFoundError"),
            _("Something that it needs is missing or was deleted meanwhile."),
        ),
        (
            ("MandatoryError", "ValidationError", "LinkValidationError", "WorkflowTransitionError"),
            _("An entry could not be saved: it does not meet its own rules."),
        ),
        (
            ("TimestampMismatchError", "QueryDeadlockError", "DocumentLockedError"),
            _("Somebody else changed the same at the same moment. Run it again."),
        ),
        (
            ("OSError", "FileExistsError", "NotADirectoryError"),
            _("A file could not be read or written. Is the disk full?"),
        ),
        (
            ("ImportError", "ModuleNotFoundError", "AttributeError", "AppNotInstalledError"),
            _("The program of the job is missing or faulty. Tell whoever looks after the program."),
        ),
    ]
