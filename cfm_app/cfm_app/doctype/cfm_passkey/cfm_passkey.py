"""A key on somebody's phone, computer or security key that stands for a code: its public half alone."""

from cfm_app.security.access_rule.internal_record import InternalRecord


class CFMPasskey(InternalRecord):
    """Written by `cfm_app.security.second_factor.passkeys`; found by a hash of its number."""
