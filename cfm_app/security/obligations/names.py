"""DocTypes and states of obligations, and the page that says what to do."""

KIND = "CFM Agreement Kind"
AGREEMENT = "CFM Agreement"
SIGNATURE = "CFM Agreement Signature"
COURSE = "CFM Training Course"
SESSION = "CFM Training Session"
RECORD = "CFM Training Record"
SETTINGS = "CFM Obligation Settings"

DRAFT, PUBLISHED, RETIRED = "Draft", "Published", "Retired"
TYPED, DRAWN = "Typed name", "Drawn signature"
PRESENT, ABSENT = "Present", "Absent"

PAGE = "/cfm/obligations"
