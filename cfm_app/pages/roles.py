"""Which roles use which page. Pages show what permissions allow; these tuples only admit."""

from cfm_app import consts
from cfm_app.breaches import report

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
# What comes back on paper is typed and imported.
PADS = (consts.MANAGER,)
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
# Whoever receives referrals says when they are away.
ABSENCES = (*APPROVALS, consts.MANAGER, "System Manager")
ACCESS_REQUESTS = (
    consts.MANAGER,
    consts.PSEA,
    consts.FRAUD,
    consts.PROTECTION,
    consts.DATA_PROTECTION,
    "System Manager",
)
# Whoever may log in may owe something: a manager may ask it of any role.
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
# Whoever reads cases asks what they want; who reads none is told of months that are over.
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
# Whoever takes words of people takes these, too.
REGISTER_REQUEST = NEW_CASE
HANDLE_REQUESTS = (consts.DATA_PROTECTION,)
PERSON_REQUESTS = BREACHES
# Everybody who works here.
REPORT_BREACH = report.REPORTERS
# Whoever works here may go on a mission, or be named on one.
MISSIONS = report.REPORTERS
# Managers and accountability; handlers see those of their classes.
TRENDS = (
    consts.MANAGER,
    consts.AAP,
    consts.PSEA,
    consts.FRAUD,
    consts.PROTECTION,
    consts.DATA_PROTECTION,
)
# What could be better, anybody here says.
IMPROVE = report.REPORTERS
# Coaching notes may be for anybody; the rest of the page is for those who look.
QUALITY = report.REPORTERS
SELF_ASSESSMENT = (consts.MANAGER, consts.AAP, consts.ANALYST, consts.GENDER, "System Manager")
# Who looks after those who had difficult calls, and who may be asked for advice.
TALKS = (consts.MANAGER,)
ADVISE = (consts.MANAGER, consts.PSEA, consts.FRAUD, consts.PROTECTION, consts.DATA_PROTECTION)
# Figures that leave the office: composed by managers and accountability, approved by managers and data protection.
RELEASES = (consts.MANAGER, consts.DATA_PROTECTION, consts.AAP)
# What is exchanged with other agencies: kept by managers, agreed by data protection.
EXCHANGE = (consts.MANAGER, consts.DATA_PROTECTION)
# Handlers read the agreements of their class, and agree to them.
READ_EXCHANGE = (*EXCHANGE, consts.PSEA, consts.FRAUD, consts.PROTECTION)
# Who lets partners' programs in; whoever has a key of their own sees the page as well.
PROGRAMS = (consts.MANAGER, "System Manager")
# Who makes kinds of records.
RECORD_TYPES = (consts.MANAGER, "System Manager")
