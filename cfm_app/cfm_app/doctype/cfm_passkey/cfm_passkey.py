"""A key on somebody's phone, computer or security key that stands for a code: its public half alone."""

from cfm_app.privacy.access_rule.internal_record import InternalRecord


class CFMPasskey(InternalRecord):
    """Written by `cfm_app.privacy.second_factor.passkeys`; found by a hash of its number."""
