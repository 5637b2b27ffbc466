"""The one list of adapters, by the kind of an account."""

from frappe.model.document import Document

from cfm_app.channels.adapters.base import Adapter
from cfm_app.channels.adapters.free_line import FreeLine
from cfm_app.channels.adapters.mail import Mail
from cfm_app.channels.adapters.public_form import PublicForm
from cfm_app.channels.adapters.sms import SmsGateway
from cfm_app.channels.adapters.whatsapp import WhatsApp

ADAPTERS: dict[str, type[Adapter]] = {
    "SMS": SmsGateway,
    "WhatsApp": WhatsApp,
    "E-mail": Mail,
    "Public form": PublicForm,
    "Free line": FreeLine,
}


def adapter_of(account: Document) -> Adapter:
    """The adapter of an account."""
    return ADAPTERS[account.adapter]()
