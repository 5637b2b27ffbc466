"""Which roles use which page. Pages show what permissions allow; these tuples only admit."""

from cfm_app.base import consts

NEW_CASE = (
    consts.OPERATOR,
    consts.MANAGER,
    consts.PSEA,
    consts.FRAUD,
    consts.PROTECTION,
    consts.DATA_PROTECTION,
    # The handlers of classes that an office made for itself.
    consts.CASEWORKER,
)
CONSOLE = NEW_CASE
CALL_BACKS = NEW_CASE
# Ordinary conversations are open to the office, restricted ones to those entrusted with them.
INBOX = NEW_CASE
CASE = (*NEW_CASE, consts.AAP, consts.GENDER)
TRY_SOP = (consts.OPERATOR, consts.MANAGER, "System Manager")
IMPORT = (consts.MANAGER, "System Manager")
# Whoever prints pads types and imports what comes back.
PADS = (consts.MANAGER,)
WHO_DOES_WHAT = (consts.MANAGER,)
FIRST_STEPS = (consts.MANAGER, "System Manager")
DEFAULTS = (consts.MANAGER, "System Manager")
EXPORT = (consts.MANAGER, consts.DATA_PROTECTION, "System Manager")
APPROVALS = (
    consts.FOCAL_POINT,
    consts.PSEA,
    consts.FRAUD,
    consts.PROTECTION,
    consts.AAP,
    consts.GENDER,
    consts.DATA_PROTECTION,
)
# Receivers of referrals enter their absences.
ABSENCES = (*APPROVALS, consts.MANAGER, "System Manager")
ACCESS_REQUESTS = (
    consts.MANAGER,
    consts.PSEA,
    consts.FRAUD,
    consts.PROTECTION,
    consts.DATA_PROTECTION,
    "System Manager",
)
# Any user may have duties: a manager may set them for any role.
OBLIGATIONS = ("All",)
# Their own log-in is everybody's.
EVERYBODY = ("All",)
TEAM = (consts.MANAGER, "System Manager")
SAME_PERSON = (consts.MANAGER, consts.DATA_PROTECTION)
DASHBOARD = (
    consts.MANAGER,
    consts.OPERATOR,
    consts.AAP,
    consts.GENDER,
    "System Manager",
)
# Readers of cases ask freely; others see closed months.
FIGURES = (*DASHBOARD, consts.ANALYST)
PUBLIC_FORM = (consts.MANAGER, "System Manager")
HANDLE_BREACHES = (consts.DATA_PROTECTION,)
BREACHES = (consts.DATA_PROTECTION, consts.MANAGER)
# Handlers look at what they are entrusted with.
RETENTION = (*BREACHES, consts.PSEA, consts.FRAUD, consts.PROTECTION)
PROCESSING = BREACHES
# Handlers read sealed reports with a key; keepers keep a piece of the recovery key by theirs.
SEALING_KEY = (
    consts.PSEA,
    consts.FRAUD,
    consts.PROTECTION,
    consts.DATA_PROTECTION,
    consts.MANAGER,
    consts.AAP,
    consts.GENDER,
)
SEALING = BREACHES
# Whoever records cases registers requests, too.
REGISTER_REQUEST = NEW_CASE
HANDLE_REQUESTS = (consts.DATA_PROTECTION,)
PERSON_REQUESTS = BREACHES
REPORT_BREACH = consts.WORKING_ROLES
# Managers and accountability; handlers see those of their classes.
TRENDS = (
    consts.MANAGER,
    consts.AAP,
    consts.PSEA,
    consts.FRAUD,
    consts.PROTECTION,
    consts.DATA_PROTECTION,
)
# Any user may propose an improvement.
IMPROVE = consts.WORKING_ROLES
# Coaching notes may be for anybody; the rest of the page is for those who look.
QUALITY = consts.WORKING_ROLES
SELF_ASSESSMENT = (consts.MANAGER, consts.AAP, consts.ANALYST, consts.GENDER, "System Manager")
# Managers look after people with difficult calls; these roles may be asked for advice.
TALKS = (consts.MANAGER,)
ADVISE = (consts.MANAGER, consts.PSEA, consts.FRAUD, consts.PROTECTION, consts.DATA_PROTECTION)
# Exchange with other agencies: maintained by managers, agreed by data protection.
EXCHANGE = (consts.MANAGER, consts.DATA_PROTECTION)
# Handlers read the agreements of their class, and agree to them.
READ_EXCHANGE = (*EXCHANGE, consts.PSEA, consts.FRAUD, consts.PROTECTION)
# Manages access of partners' programs; users with a key see the page as well.
PROGRAMS = (consts.MANAGER, "System Manager")
# What works and what does not.
WATCH = (consts.MANAGER, consts.DATA_PROTECTION, "System Manager")
# Creates custom record types.
RECORD_TYPES = (consts.MANAGER, "System Manager")
