"""What was sent with a referral before it came back, and why it came back."""

from frappe.model.document import Document


class CFMReferralRound(Document):
    """What was sent with a referral before it came back, and why it came back."""
