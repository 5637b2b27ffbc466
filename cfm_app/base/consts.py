"""Names that the code refers to: roles, DocTypes, phases, states with a fixed meaning.

Everything that a manager may rename or extend is read from the database instead.
"""

OPERATOR = "CFM Operator"
MANAGER = "CFM Manager"
FOCAL_POINT = "CFM Focal Point"
PSEA = "CFM PSEA Focal Point"
FRAUD = "CFM Fraud Focal Point"
PROTECTION = "CFM Protection Focal Point"
AAP = "CFM AAP Focal Point"
GENDER = "CFM Gender Focal Point"
DATA_PROTECTION = "CFM Data Protection"
ANALYST = "CFM Analyst"
# Held by everybody who works on cases, beside the role that says on which; given by itself.
CASEWORKER = "CFM Caseworker"

ROLES = (
    OPERATOR,
    MANAGER,
    FOCAL_POINT,
    PSEA,
    FRAUD,
    PROTECTION,
    AAP,
    GENDER,
    DATA_PROTECTION,
    ANALYST,
    CASEWORKER,
)
# Everybody who works here.
WORKING_ROLES = (*ROLES, "System Manager")

# Holders of one of these see ordinary cases. Focal points see referrals only.
GENERAL_ROLES = frozenset(
    (OPERATOR, MANAGER, AAP, GENDER, DATA_PROTECTION, ANALYST, "System Manager")
)

# Receivers of referrals; without an office role they may answer, not rewrite what was sent.
OFFICE_ROLES = frozenset((OPERATOR, MANAGER))

# Whoever holds one of these agrees to, or could change, who sees restricted cases.
POWER_ROLES = (DATA_PROTECTION, "System Manager", "Script Manager", "Administrator")

CONVERSATION, MESSAGE, CALL = "CFM Conversation", "CFM Message", "CFM Call"
DATA_BREACH, READING_ALERT = "CFM Data Breach", "CFM Reading Alert"
PERSON_REQUEST, REQUEST_PART = "CFM Person Request", "CFM Request Part"
DIFFICULT_CALL, ADVICE = "CFM Difficult Call", "CFM Advice"
IDENTITY_OPENING = "CFM Identity Opening"
IMPROVEMENT = "CFM Improvement"
QUALITY_REVIEW, COACHING_NOTE = "CFM Quality Review", "CFM Coaching Note"
EXCHANGE_AGREEMENT, EXCHANGE_FILE = "CFM Exchange Agreement", "CFM Exchange File"
RECEIVED_POINT, EXCHANGE_MESSAGE = "CFM Received Point", "CFM Exchange Message"
EXCHANGE_WORD = "CFM Exchange Word"
TREND_ALERT = "CFM Trend Alert"
# The state of a conversation that holds no feedback.
CONVERSATION_WAITS = "Waiting"
NOT_FEEDBACK = "Not feedback"

# How the names of files begin that come in or go out and hang on no document.
IMPORTED_FILE, EXPORTED_FILE = "cfm-import-", "cfm-export-"

FIELD_DEVICE, FIELD_PART = "CFM Field Device", "CFM Field Part"
FIELD_RECEIPT = "CFM Field Receipt"
PAPER_PAD, PAPER_PAGE = "CFM Paper Pad", "CFM Paper Page"
PUSH_DEVICE, PUSH_KEY = "CFM Push Device", "CFM Push Key"
TRUSTED_DEVICE, PASSKEY = "CFM Trusted Device", "CFM Passkey"
ACT_LINK = "CFM Act Link"

# What its recorder may still know of a restricted case, besides its number.
STUB = ("received_on", "workflow_state", "phase")
PARTICULAR_TABLES = ("follow_ups", "contact_attempts")

DECIDED_PROPOSALS = ("Done", "Declined")

PHASE_NEW = "New"
PHASE_IN_PROGRESS = "In progress"
PHASE_PAUSED = "Paused"
PHASE_RESOLVED = "Resolved"
PHASE_INFORMED = "Informed"
PHASE_CLOSED = "Closed"
# Paused has no place in the order: a case may be paused at any time before it is resolved.
PHASE_ORDER = (PHASE_NEW, PHASE_IN_PROGRESS, PHASE_RESOLVED, PHASE_INFORMED, PHASE_CLOSED)

CASE_REFERRED = "Referred"
CASE_DUPLICATE = "Duplicate"
CASE_UNREACHABLE = "Unreachable"

ATTEMPT_INFORMED = "Informed"
ATTEMPT_NO_ANSWER, ATTEMPT_LEFT = "No answer", "Message left"
ATTEMPT_AGAIN = "Reached, to call again"
ATTEMPT_NO_WAY = "No way to reach the person"
# What steps of a procedure name as done stays done when a case is taken up again: a consent is the
# person's own. All other acts are those of a round.
LASTING_ACTS = ("Record the consent",)

ATTEMPTS_THAT_REACHED = (ATTEMPT_INFORMED, ATTEMPT_AGAIN)

CONSENT_DRAFT = "Draft"
CONSENT_DECIDED = "Decided"
CONSENT_WITHDRAWN = "Withdrawn"
CONSENT_SUPERSEDED = "Superseded"

REFERRAL_OPEN = "In Progress"
REFERRAL_ACCEPTED = "Accepted"
REFERRAL_RETURNED = "Returned"
REFERRAL_DONE = "Done"
REFERRAL_REVOKED = "Revoked"
REFERRALS_PENDING = (REFERRAL_OPEN, REFERRAL_ACCEPTED)

REFUSALS = ("Refused", "Withdrawn", "Expired")

RECORD = "Record"
SHARE_INSIDE = "Share inside"
SHARE_WITH_PARTNER = "Share with partner"
CALL_BACK = "Call back"
PURPOSES = (
    RECORD,
    CALL_BACK,
    SHARE_INSIDE,
    SHARE_WITH_PARTNER,
    "Reporting",
    "Photo or audio",
)
