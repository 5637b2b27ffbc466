"""The recovery key of the office, and who keeps pieces of it."""

from cfm_app.security.sealing.record import SealingRecord


class CFMSealingRecovery(SealingRecord):
    """Written by the acts of `cfm_app.security.sealing`."""
