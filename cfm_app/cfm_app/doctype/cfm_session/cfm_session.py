"""From which kind of device somebody logged in, as long as the session lasts."""

from cfm_app.security.access_rule.internal_record import InternalRecord


class CFMSession(InternalRecord):
    """Written by `cfm_app.security.second_factor.own_sessions`; found by a hash of the number of the session."""
