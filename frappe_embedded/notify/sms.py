"""Text messages go out through the gateway of SMS Settings."""

from __future__ import annotations

from ..core.context import local
from ..core.messages import throw
from ..i18n import _

__all__ = ["send_sms"]


def send_sms(
    receiver_list: list[str], msg: str, sender_name: str = "", success_msg: bool = True
) -> None:
    """Send a text to phone numbers; refuses clearly while no gateway is set up."""
    if not local.db.get_single_value("SMS Settings", "sms_gateway_url"):
        throw(_("Please update SMS Settings"))
    raise RuntimeError("Sending SMS is not available in this engine yet")
