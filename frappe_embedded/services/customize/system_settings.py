"""System Settings: what holds for the whole site."""

from ...kernel.core.context import local
from ...kernel.core.messages import throw
from ...kernel.document.controllers import core_controller
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.query.defaults import set_global_default

_TYPES = ("Select", "Data", "Int", "Check", "Link", "Password")


@core_controller("System Settings")
class SystemSettings(Document):
    """Saving it makes each setting a default of the site as well, which is where formats are read."""

    def validate(self) -> None:
        if self.enable_two_factor_auth and self.two_factor_method == "SMS":
            throw(
                _(
                    "Codes cannot be sent by SMS here. Choose an authenticator app (OTP App) or e-mail."
                )
            )

        if self.disable_user_pass_login:
            throw(_("There is no other way to log in here than with a name and a password."))

    def on_update(self) -> None:
        for field in self.meta.fields:
            value = self.get(field.fieldname)
            if field.fieldtype not in _TYPES or not field.has_column or value in (None, ""):
                continue
            if self.has_value_changed(field.fieldname):
                set_global_default(field.fieldname, value)
        local.db.value_cache.clear()
        local.cache.clear()
