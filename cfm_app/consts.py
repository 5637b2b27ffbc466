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
MISSION = "CFM Mission"
IMPROVEMENT = "CFM Improvement"
QUALITY_REVIEW, COACHING_NOTE = "CFM Quality Review", "CFM Coaching Note"
RELEASE = "CFM Release"
YOU_SAID = "CFM You Said We Did"
EXCHANGE_AGREEMENT, EXCHANGE_FILE = "CFM Exchange Agreement", "CFM Exchange File"
RECEIVED_POINT, EXCHANGE_MESSAGE = "CFM Received Point", "CFM Exchange Message"
EXCHANGE_WORD = "CFM Exchange Word"
# What is made of all cases of the office is for who sees all of them.
OF_WHOLE_OFFICE = (RELEASE, YOU_SAID, EXCHANGE_FILE, EXCHANGE_WORD)
TREND_ALERT = "CFM Trend Alert"
# The state of a conversation that holds no feedback.
NOT_FEEDBACK = "Not feedback"
PROTECTED = (
    "Case",
    "Referral",
    "Consent",
    "Sensitive Report",
    "Community Member",
    CONVERSATION,
    MESSAGE,
    CALL,
    DATA_BREACH,
    READING_ALERT,
    PERSON_REQUEST,
    REQUEST_PART,
    DIFFICULT_CALL,
    ADVICE,
    IDENTITY_OPENING,
    MISSION,
    TREND_ALERT,
    IMPROVEMENT,
    QUALITY_REVIEW,
    COACHING_NOTE,
)

# The DocTypes of the framework which may refer to a protected document, and by which fields.
CARRIERS: dict[str, tuple[str, str]] = {
    "Comment": ("reference_doctype", "reference_name"),
    "Version": ("ref_doctype", "docname"),
    "File": ("attached_to_doctype", "attached_to_name"),
    "ToDo": ("reference_type", "reference_name"),
    "Communication": ("reference_doctype", "reference_name"),
    "Notification Log": ("document_type", "document_name"),
    "Workflow Action": ("reference_doctype", "reference_name"),
    "Email Queue": ("reference_doctype", "reference_name"),
    "Deleted Document": ("deleted_doctype", "deleted_name"),
    "View Log": ("reference_doctype", "reference_name"),
    "Error Log": ("reference_doctype", "reference_name"),
    "Activity Log": ("reference_doctype", "reference_name"),
    "Access Log": ("export_from", "reference_document"),
    "DocShare": ("share_doctype", "share_name"),
    "Tag Link": ("document_type", "document_name"),
    "CFM Access Log": ("ref_doctype", "ref_name"),
    "CFM Notice": ("ref_doctype", "ref_name"),
    "CFM Legal Hold": ("ref_doctype", "ref_name"),
    "CFM Erasure": ("ref_doctype", "ref_name"),
}
# Its lines on a whole list name no document and are open. Elsewhere such rows still tell: the
# framework writes the number of what was deleted into a comment, and filters into its Access Log.
LOG_OF_LISTS, LOG_OF_EXPORTS = "CFM Access Log", "Access Log"
# Whoever brought one in, or recorded the case, is the only one who opens it, and what refers to it.
OWNED = ("CFM Import", "CFM Migration", "CFM Case Stub")
# Carriers that are themselves written about: a file of a message, the history of a task.
CARRIED = ("Comment", "ToDo", "Communication", "File", "Email Queue")
# How the names of files begin that come in or go out and hang on no document.
IMPORTED_FILE, EXPORTED_FILE = "cfm-import-", "cfm-export-"

# Tables of the app that only its own code reads, whatever rights a manager gives on them.
FIELD_DEVICE, FIELD_PART = "CFM Field Device", "CFM Field Part"
PAPER_PAD, PAPER_PAGE = "CFM Paper Pad", "CFM Paper Page"
PUSH_DEVICE, PUSH_KEY = "CFM Push Device", "CFM Push Key"
TRUSTED_DEVICE, PASSKEY = "CFM Trusted Device", "CFM Passkey"
ACT_LINK = "CFM Act Link"
REBUILT = ("CFM Search Entry", "CFM Request Key", "CFM Kept Facts", "CFM Facts Change")
INTERNAL = (
    *(*REBUILT, "CFM Envelope", "CFM Status Code", "CFM Answer Use"),
    *("CFM Sealing Key", "CFM Sealed Class", "CFM Sealed File", "CFM Redaction"),
    *("CFM Sealing Recovery", "CFM Sealing Piece", "CFM Sealing Opening"),
    *("CFM Second Factor", "CFM Recovery Code", "CFM Session"),
    *(PUSH_DEVICE, PUSH_KEY, TRUSTED_DEVICE, PASSKEY, ACT_LINK),
    "CFM Migration Record",
    EXCHANGE_MESSAGE,
    *("CFM Office Record", "CFM Office Parcel"),
    *(FIELD_PART, PAPER_PAGE),
)

# Child tables of protected documents: a bench lists their rows by naming any readable parent.
CHILDREN: dict[str, tuple[str, ...]] = {
    "Case Follow Up": ("Case", "Sensitive Report"),
    "Case Contact Attempt": ("Case", "Sensitive Report"),
    "Case SOP Step": ("Case",),
    "Case Clock Stop": ("Case",),
    "CFM Case Extension": ("Case",),
    "CFM Referral Round": ("Referral",),
    "CFM Case Handler": ("Sensitive Report", CONVERSATION),
    "CFM Conversation Case": (CONVERSATION, CALL),
    "Consent Purpose": ("Consent",),
    "CFM Breach Measure": (DATA_BREACH,),
    "CFM Breach Notice": (DATA_BREACH,),
    "CFM Breach Case": (DATA_BREACH,),
    "CFM Request Question": (PERSON_REQUEST,),
    "CFM Request Change": (PERSON_REQUEST,),
    "CFM Mission Member": (MISSION,),
    "CFM Mission Activity": (MISSION,),
    "CFM Mission Check": (MISSION,),
    "CFM Mission Form": (MISSION,),
    "CFM Improvement Second": (IMPROVEMENT,),
    "CFM Quality Mark": (QUALITY_REVIEW,),
    "CFM Import Error": ("CFM Import",),
    "CFM Import Change": ("CFM Import",),
}

# What acts alone write, as evidence of what was done, and where the office's messages and secrets go: people
# change them by these acts, and no program that somebody writes into a record does.
BY_ACTS = frozenset(
    (
        *(CONVERSATION, MESSAGE, CALL, DATA_BREACH, READING_ALERT, DIFFICULT_CALL, ADVICE),
        *(PERSON_REQUEST, REQUEST_PART, MISSION, TREND_ALERT, IMPROVEMENT),
        *(QUALITY_REVIEW, COACHING_NOTE, "CFM Self Assessment"),
        *(
            IDENTITY_OPENING,
            "CFM Access Log",
            "CFM Log Seal",
            "CFM Access Request",
            "CFM Channel Account",
        ),
        *("CFM Agreement", "CFM Agreement Signature"),
        *("CFM Training Record", "CFM Training Session"),
        *("CFM Legal Hold", "CFM Erasure", RELEASE, "CFM Program Access"),
        *(EXCHANGE_AGREEMENT, EXCHANGE_FILE, EXCHANGE_WORD, RECEIVED_POINT),
        *("CFM Sealing Key", "CFM Sealed Class", "CFM Sealed File", "CFM Redaction"),
        *("CFM Sealing Recovery", "CFM Sealing Piece", "CFM Sealing Opening"),
    )
)
# What closes some of its documents to somebody who may read the DocType.
CLOSED = frozenset((*PROTECTED, *CARRIERS, *CHILDREN, *OWNED, *INTERNAL))
# Tables of the framework in which anything may stand: settings with secrets, marks of log-ins, words of others.
OF_EVERYTHING = ("Singles", "Sessions", "DefaultValue", "List Filter")
# The DocTypes of the app that close none: what the office is made of. A program that somebody writes
# into a record may read these; whatever else the app brings along is closed to it.
OPEN = frozenset(
    (
        *("Case Category", "Case Priority", "Case Sensitivity", "Consent Statement"),
        *("CFM Breach Kind", "CFM Breach Step", "CFM Call Script", "CFM Case Phase", "CFM Channel"),
        *(
            "CFM Distribution",
            "CFM Focal Point",
            "CFM Functional Area",
            "CFM Holiday",
            "CFM Language",
        ),
        *("CFM Location", "CFM Mission Kind", "CFM Partner", "CFM Programme", "CFM Public Form"),
        *("CFM Quality Criterion", "CFM Request Ground", "CFM Security Check"),
        *("CFM Self Assessment", "CFM Self Assessment Line"),
        *("CFM Personal Field", "CFM Retention Rule"),
        *(
            "CFM Public Form Question",
            "CFM Public Form Text",
            "CFM Settings",
            "CFM SOP",
            "CFM SOP Escalation",
            "CFM SOP Step",
        ),
        *("CFM Standard Answer", "CFM Standard Answer Text"),
    )
)

# What a case of a restricted class does not keep: it lives in its Sensitive Report.
PARTICULARS = (
    "category",
    "sensitivity_reason",
    "channel",
    "language",
    "speaker_relation",
    "community_member",
    "sex",
    "age_group",
    "disability",
    "population_group",
    "location",
    "place_details",
    "incident_location",
    "programme",
    "partner",
    "description",
    "information_given",
    "source_id",
    "mission",
    "resolution",
    "response_given",
    "response_language",
    "informed_via",
    "understood",
    "satisfaction",
    "satisfaction_comment",
)
# What its recorder may still know of a restricted case, besides its number.
STUB = ("received_on", "workflow_state", "phase")
PARTICULAR_TABLES = ("follow_ups", "contact_attempts")

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
