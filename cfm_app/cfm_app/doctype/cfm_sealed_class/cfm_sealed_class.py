"""A restricted class whose reports are sealed."""

from cfm_app.security.sealing.record import SealingRecord


class CFMSealedClass(SealingRecord):
    """Written by the acts of `cfm_app.security.sealing`."""
