"""What is known of a file whose bytes are sealed."""

from cfm_app.security.sealing.record import SealingRecord


class CFMSealedFile(SealingRecord):
    """Written by the acts of `cfm_app.security.sealing`."""
