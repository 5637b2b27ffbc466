"""Where the layers meet: importing this module connects what listens to what.

Lower layers publish signals and keep registries of controllers; upper layers are hung in by being
imported here, so that the order in which they act is read in one place.
"""

from __future__ import annotations

from importlib import import_module

__all__ = ["connect_layers"]

_LAYERS = (
    "document.api",
    "document.nestedset",
    "auth.role",
    "auth.user",
    "auth.welcome",
    "collaborate.comment",
    "collaborate.sharing",
    "collaborate.assignment",
    "collaborate.user_permission",
    "workflow.listeners",
    "notify.assignment_rule",
    "notify.assigning",
    "notify.listeners",
    "files.file",
    "jobs.scheduler",
    "printing.controllers",
    "customize.custom_field",
    "customize.property_setter",
    "customize.doctype_controller",
    "customize.customize_form",
    "customize.permissions",
    "customize.system_settings",
    "customize.history",
    "reports.report",
    "reports.boards",
    "reports.auto_email_report",
    "http.registration",
    "desk.views",
    "desk.manage.assignment_rule",
    "desk.manage.backups",
    "desk.manage.customize_form",
    "desk.manage.form_settings",
    "desk.manage.jobs",
    "desk.manage.permissions",
    "desk.manage.people",
    "desk.manage.second_factor",
    "desk.manage.wording",
)


def connect_layers() -> None:
    """Import every module that registers a controller, a listener or a permission rule."""
    for layer in _LAYERS:
        import_module(f"{__package__}.{layer}")
