"""What happens before and when the app is installed on a site, and after each migration."""

import frappe

from cfm_app.base import clock
from cfm_app.cases.search import index
from cfm_app.channels.public_form import questions
from cfm_app.data_protection.personal_data import restored
from cfm_app.exchange.field_desk import device_list
from cfm_app.procedures.setup import (
    defaults,
    framework_wizard,
    host_name,
    indexes,
    locations,
    manager_rights,
    missing_apps,
    new_settings,
    original_values,
    second_factor,
    transaction_isolation,
    uninstall,
    workflow_vocabulary,
)
from cfm_app.security.access_rule import outgoing_data
from cfm_app.security.configuration import configuration_leaks, filled_texts

# How an office in Chad writes dates and times; whoever sets the site up may choose otherwise.
# An error answer with a traceback would carry what somebody just typed about a case.
OFFICE = {
    "language": "fr",
    "time_zone": "Africa/Ndjamena",
    "date_format": "dd-mm-yyyy",
    "time_format": "HH:mm",
    "first_day_of_the_week": "Monday",
    "allow_error_traceback": 0,
}


def before_install() -> None:
    """Set the clock of the office first: a bench dates by that of India what is stored before."""
    _settle()
    clock.believe()


def after_install() -> None:
    """Fill a new site: vocabulary first, then places, then the defaults which refer to both."""
    _fill()
    second_factor.demand()
    framework_wizard.finish()
    transaction_isolation.tell()


def _settle() -> None:
    """Give a site that nobody has set up yet the ways of the office."""
    settings = frappe.get_single("System Settings")
    if settings.setup_complete:
        return
    original_values.note("System Settings", "System Settings", OFFICE)
    settings.update(OFFICE)
    settings.flags.ignore_mandatory = True
    settings.save(ignore_permissions=True)


def after_migrate() -> None:
    """Bring what nobody has edited up to date; add what is missing."""
    _fill()
    new_settings.fill()
    framework_wizard.finish()
    restored.apply()
    device_list.apply()
    filled_texts.take_out()
    outgoing_data.guard_stored_webhooks()
    host_name.warn()
    transaction_isolation.tell()
    manager_rights.warn()
    missing_apps.warn()


def before_uninstall() -> None:
    """Say what goes; a trial run says it, too."""
    uninstall.announce()


def after_uninstall() -> None:
    """Leave nothing behind."""
    uninstall.finish()


def _fill() -> None:
    indexes.ensure()
    workflow_vocabulary.ensure()
    manager_rights.seed()
    locations.load()
    defaults.sync()
    index.ensure()
    questions.refresh()
    _close_report_for_others()


def _close_report_for_others() -> None:
    """The framework installs it anew with each of its versions."""
    if frappe.db.exists("Report", configuration_leaks.FOR_OTHERS):
        original_values.note("Report", configuration_leaks.FOR_OTHERS, {"disabled": 1})
        frappe.db.set_value("Report", configuration_leaks.FOR_OTHERS, "disabled", 1)
