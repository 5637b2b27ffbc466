"""Where the layers meet: importing this module connects what listens to what.

Lower layers publish signals and keep registries of controllers; upper layers are hung in by being
imported here, so that the order in which they act is read in one place.
"""

from importlib import import_module
from pkgutil import walk_packages

_LAYERS = (
    "kernel.document.api",
    "kernel.document.nestedset",
    "services.auth.role",
    "services.auth.user",
    "services.auth.welcome",
    "services.collaborate.comment",
    "services.collaborate.sharing",
    "services.collaborate.assignment",
    "services.collaborate.user_permission",
    "services.workflow.controller",
    "services.workflow.actions",
    "services.notify.communication",
    "services.notify.assignment_rule",
    "services.notify.assignment_listeners",
    "services.notify.triggers",
    "services.webhooks.controller",
    "services.webhooks.listening",
    "services.files.file",
    "services.files.listeners",
    "services.jobs.scheduler",
    "services.printing.controllers",
    "services.customize.custom_field",
    "services.customize.property_setter",
    "services.customize.doctype_controller",
    "services.customize.customize_form",
    "services.customize.permissions",
    "services.customize.system_settings",
    "services.customize.wording",
    "services.customize.history",
    "services.reports.report",
    "services.reports.dashboards",
    "services.reports.auto_email_report",
    "web.http.registration",
)
_SCREENS = f"{__package__}.web.desk"
"""Its modules say themselves which addresses they answer and on which forms they stand."""


def connect_layers() -> None:
    """Import every module that registers a controller, a listener or a permission rule."""
    for layer in _LAYERS:
        import_module(f"{__package__}.{layer}")
    for screen in walk_packages(import_module(_SCREENS).__path__, f"{_SCREENS}."):
        import_module(screen.name)
