"""The stored names and labels of SugarCRM's and SuiteCRM's modules, columns and lists.

Facts from outside: `modules/*/vardefs.php` and `include/language` of SuiteCRM e572230, English and French, and
the developer guide of Sugar v11.
"""

from cfm_app.exchange.headers import fold
from cfm_app.exchange.migration import records

FILES = {
    records.CASES: ("cases", "case", "tickets", "ticket", "cas", "reclamations", "plaintes"),
    records.CONTACTS: ("contacts", "contact"),
    records.ACCOUNTS: ("accounts", "account", "comptes", "compte", "clients"),
    records.NOTES: ("notes", "note"),
    records.CALLS: ("calls", "call", "appels", "appel"),
    records.TASKS: ("tasks", "task", "taches", "tache"),
    records.USERS: ("users", "user", "utilisateurs", "utilisateur", "employees", "employes"),
    records.UPDATES: ("aop_case_updates", "case_updates", "case updates", "suivis", "mises a jour"),
    records.AUDIT: ("cases_audit", "case_audit", "audit", "historique", "change log"),
    records.SEARCHES: ("saved_search", "saved search", "saved searches", "recherches enregistrees"),
    records.DEFINITIONS: ("filters", "filter", "filtres", "filtre"),
}
TABLES = {
    records.CASES: "cases",
    records.CONTACTS: "contacts",
    records.ACCOUNTS: "accounts",
    records.NOTES: "notes",
    records.CALLS: "calls",
    records.TASKS: "tasks",
    records.USERS: "users",
    records.UPDATES: "aop_case_updates",
    records.AUDIT: "cases_audit",
    records.SEARCHES: "saved_search",
    records.DEFINITIONS: "filters",
}

_EVERYWHERE = {
    "id": ("id", "identifiant"),
    "name": ("name", "subject", "sujet", "objet", "nom"),
    "date_entered": ("date created", "date de creation", "date entered", "cree le"),
    "date_modified": ("date modified", "date de modification", "modifie le"),
    "created_by": ("created by", "created by (id)", "created by id", "cree par", "cree par (id)"),
    "modified_user_id": ("modified by", "modified by (id)", "modifie par", "modifie par (id)"),
    "assigned_user_id": (
        *("assigned user id", "assigned user (id)", "assigned to (id)", "assigne a (id)"),
        "utilisateur assigne (id)",
    ),
    "assigned_user_name": (
        *("assigned user", "assigned to", "assigned user name", "assigne a"),
        *("utilisateur assigne", "assigne a (nom)"),
    ),
    "team_name": ("team", "teams", "equipe", "equipes", "security group", "groupe de securite"),
    "description": ("description",),
    "deleted": ("deleted", "supprime"),
    "parent_type": ("parent type", "type de parent", "lie a (type)", "related to module"),
    "parent_id": ("parent id", "id parent", "lie a (id)", "related to id"),
    "contact_id": ("contact id", "contact (id)", "id du contact"),
    "status": ("status", "statut", "etat"),
}
_OF_MODULE: dict[str, dict[str, tuple[str, ...]]] = {
    records.CASES: {
        "case_number": ("case number", "number", "numero", "numero du ticket", "numero du cas"),
        "type": ("type",),
        "state": ("state", "etat du ticket"),
        "status": ("status", "statut"),
        "priority": ("priority", "priorite"),
        "resolution": ("resolution",),
        "work_log": ("work log", "journal de travail", "journal des travaux"),
        "account_name": ("account name", "nom du compte", "compte"),
        "account_id": ("account id", "compte (id)", "id du compte"),
        "source": ("source",),
        "contact_created_by_id": (
            *("contact created by", "contact created by id", "contact createur (id)"),
            "cree par le contact (id)",
        ),
        "primary_contact_id": ("primary contact id", "contact principal (id)"),
        "follow_up_datetime": ("follow up date", "date de suivi"),
        "resolved_datetime": ("resolved date", "resolved on", "date de resolution"),
    },
    records.CONTACTS: {
        "first_name": ("first name", "prenom"),
        "last_name": ("last name", "nom", "nom de famille"),
        "name": ("name", "full name", "nom complet"),
        "phone_mobile": ("mobile", "phone mobile", "telephone mobile", "portable"),
        "phone_work": ("office phone", "phone work", "telephone bureau", "tel. bureau"),
        "phone_home": ("home phone", "home", "phone home", "telephone domicile"),
        "phone_other": ("other phone", "phone other", "autre telephone"),
        "birthdate": ("birthdate", "date de naissance"),
    },
    records.NOTES: {
        "filename": ("filename", "attachment", "fichier", "piece jointe", "nom du fichier"),
        "file_mime_type": ("file mime type", "mime type", "type mime"),
    },
    records.USERS: {
        "user_name": ("user name", "username", "nom d'utilisateur", "identifiant de connexion"),
        "first_name": ("first name", "prenom"),
        "last_name": ("last name", "nom", "nom de famille"),
        "email1": ("email", "email address", "adresse e-mail", "e-mail", "courriel"),
    },
    records.CALLS: {"date_start": ("start date", "date de debut")},
    records.TASKS: {
        "date_start": ("start date", "date de debut"),
        "date_due": ("due date", "date d'echeance"),
    },
    records.UPDATES: {
        "case_id": ("case id", "case (id)", "ticket (id)", "id du ticket"),
        "internal": ("internal", "internal update", "interne", "mise a jour interne"),
    },
    records.AUDIT: {
        "parent_id": ("parent id", "id parent", "record id"),
        "date_created": ("date created", "changed on", "date de creation", "date de changement"),
        "field_name": ("field name", "field", "champ", "nom du champ"),
        "before_value_string": ("before value string", "old value", "ancienne valeur"),
        "after_value_string": ("after value string", "new value", "nouvelle valeur"),
        "before_value_text": ("before value text", "ancien texte"),
        "after_value_text": ("after value text", "nouveau texte"),
    },
    records.SEARCHES: {"search_module": ("search module",), "contents": ("contents",)},
    records.DEFINITIONS: {
        "module_name": ("module name",),
        "filter_definition": ("filter definition",),
    },
}
# The columns that identify a file of records if its name does not.
MARKS = {
    records.AUDIT: {"field_name", "parent_id"},
    records.SEARCHES: {"search_module", "contents"},
    records.DEFINITIONS: {"module_name", "filter_definition"},
    records.CASES: {"case_number"},
    records.NOTES: {"filename"},
    records.UPDATES: {"case_id"},
    records.USERS: {"user_name"},
    records.CONTACTS: {"last_name"},
}
# Stored keys with the labels that a CSV has instead.
LISTS: dict[str, dict[str, tuple[str, ...]]] = {
    "status": {
        "Open_New": ("new", "nouveau", "nouvelle", "ouvert - nouveau", "open new"),
        "Open_Assigned": ("assigned", "assigne", "assignee", "ouvert - assigne", "open assigned"),
        "Closed_Closed": ("closed", "ferme", "fermee", "clos", "cloture", "closed closed"),
        "Open_Pending Input": (
            *("pending input", "en attente", "en attente de reponse", "en attente d'information"),
            "open pending input",
        ),
        "Closed_Rejected": ("rejected", "rejete", "rejetee", "closed rejected"),
        "Closed_Duplicate": ("duplicate", "duplique", "doublon", "closed duplicate"),
    },
    "state": {"Open": ("open", "ouvert"), "Closed": ("closed", "ferme")},
    "priority": {
        "P1": ("p1", "high", "haute", "elevee"),
        "P2": ("p2", "medium", "moyenne"),
        "P3": ("p3", "low", "basse", "faible"),
    },
}


def fields(module: str) -> dict[str, str]:
    """The stored name for each folded label and name of a module; its own take precedence over common ones."""
    found: dict[str, str] = {}
    for table in (_OF_MODULE.get(module, {}), _EVERYWHERE):
        for name, labels in table.items():
            for label in (name, *labels):
                found.setdefault(fold(label), name)
    return found


def key_of(field: str, value: str, labels: dict[str, dict[str, str]]) -> str:
    """The stored key of a value: a key itself, or the label of one in the exporter's language."""
    own = labels.get(field, {})
    if value in own:
        return value
    said = fold(value).replace("_", " ")
    for key, label in own.items():
        if fold(label) == said:
            return key
    for key, words in LISTS.get(field, {}).items():
        if said == fold(key).replace("_", " ") or said in words:
            return key
    return value
