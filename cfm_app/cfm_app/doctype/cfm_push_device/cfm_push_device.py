"""A device on which somebody wants to hear that something waits, as long as they are logged in there."""

from cfm_app.security.access_rule.internal_record import InternalRecord


class CFMPushDevice(InternalRecord):
    """Written by `cfm_app.channels.push`; found by a hash of its address."""
