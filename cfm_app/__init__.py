"""Community Feedback Mechanism: cases, consent, referrals and follow-up."""

__version__ = "0.2.0"
