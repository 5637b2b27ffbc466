"""An office with every relation: persons and accounts of cases, tasks, files at updates, words as HTML."""

from __future__ import annotations

import html
from datetime import datetime, timedelta

from . import office
from .office import STAMP, Office, Row

ACCOUNTS = ("Comité de Bol", "Magasin de Liwa", "École d'Abéché")
UPDATE_AT = 4
TEXTS = (
    "<p>Il manque <strong>2&nbsp;kg</strong> d&#39;huile.</p><ul><li>riz</li><li>sel</li></ul>",
    '<p>Vu &amp; noté.<br />Voir <a href="https://cfm.test/a">la carte</a></p>',
)


def make(cases: int) -> Office:
    """An office with this many cases."""
    made = office.make(cases)
    real = [row for row in made.rows("cases")[:cases] if row["deleted"] == "0"]
    for name in ACCOUNTS:
        made.rows("accounts").append({**_stamped("acc" + name, office.START), "name": name})
    for place, case in enumerate(real):
        _relate(made, case, place)
    for place, update in enumerate(made.rows("aop_case_updates")):
        update["description"] = html.escape(TEXTS[place % 2], quote=False)
        if place % UPDATE_AT == 0:
            _file_at_update(made, update)
    return made


def _relate(made: Office, case: Row, place: int) -> None:
    contacts = [row["id"] for row in made.rows("contacts")]
    case["account_id"] = made.rows("accounts")[place % 3]["id"] if place % 5 else ""
    # Only the portal writes it.
    case["contact_created_by_id"] = contacts[place % len(contacts)] if place % 4 == 3 else ""
    case["state"] = "Closed" if case["status"].startswith("Closed") else "Open"
    for more in range(place % 3):
        link = _stamped(f"link{case['id']}{more}", office.START)
        link |= {"case_id": case["id"], "contact_id": contacts[(place + 7 * more) % len(contacts)]}
        made.rows("contacts_cases").append({**link, "contact_role": ""})
    if place % 3 == 1 and "RESTREINTE" not in case["name"]:
        case["description"] = html.escape(f"<p>{case['description']}</p>{TEXTS[0]}")
    moment = datetime.strptime(case["date_entered"], STAMP)
    if place % 4 == 0:
        task = _stamped(f"task{case['id']}", moment + timedelta(hours=7))
        task |= {"name": f"Visiter {place}", "description": "", "priority": "High"}
        task |= {"status": ("Not Started", "Completed")[place % 8 // 4], "date_due": ""}
        task |= {"parent_type": "Cases", "parent_id": case["id"]}
        task["created_by"] = case["created_by"]
        made.rows("tasks").append(task)
    users = made.rows("users")
    change = _stamped(f"audit{case['id']}", moment)
    made.rows("cases_audit").append(
        {
            "id": change["id"],
            "parent_id": case["id"],
            "date_created": change["date_entered"],
            "created_by": users[place % 5]["id"],
            "field_name": "assigned_user_id",
            "data_type": "relate",
            "before_value_string": users[place % 5]["id"],
            "after_value_string": case["assigned_user_id"],
            "before_value_text": "",
            "after_value_text": "",
        }
    )


def _file_at_update(made: Office, update: Row) -> None:
    note = _stamped(f"note{update['id']}", office.START)
    note |= {"name": "Photo", "description": "", "filename": f"photo {update['id'][:4]}.txt"}
    note |= {"parent_type": "AOP_Case_Updates", "parent_id": update["id"]}
    note["created_by"] = update["created_by"]
    made.rows("notes").append(note)
    made.files[note["id"]] = update["id"].encode()


def _stamped(name: str, moment: datetime) -> Row:
    stamp = moment.strftime(STAMP)
    return {
        "id": office.own_id(name),
        "date_entered": stamp,
        "date_modified": stamp,
        "created_by": "1",
        "deleted": "0",
    }
