"""Restricted cases with a marker word in every place that can hold content."""

from __future__ import annotations

import io
import secrets
from dataclasses import replace

from ..live import READ
from . import agencies, calls, conversations, figures, logs, own_records, rules
from .cast import Visitor
from .secret import RECORDER, Secret

PURPOSES = (
    "Record",
    "Call back",
    "Share inside",
    "Share with partner",
    "Reporting",
    "Photo or audio",
)
# Key, category, handler, functional area.
CLASSES = (
    ("abuse", "Exploitation ou abus sexuel", "psea@demo.cfm", "PEAS"),
    ("fraud", "Détournement de vivres ou d'argent", "fraud@demo.cfm", "Lutte contre la fraude"),
    ("harm", "Protection de l'enfance", "protection@demo.cfm", "Protection"),
    (
        "breach",
        "Divulgation de données personnelles",
        "dataprotection@demo.cfm",
        "Protection des données",
    ),
    ("unclear", "À clarifier (contenu incertain)", "manager@demo.cfm", "Direction du bureau"),
)
# It comes in the file of a manager, who may import.
IMPORTED = ("logged", "Exploitation ou abus sexuel", "psea@demo.cfm", "PEAS")
IMPORTER = "manager@demo.cfm"


def ordinary_case(operator: Visitor) -> str:
    """A case that is open to the office, beside the restricted ones; gives its number."""
    category = operator.list("Case Category", filters='[["name","like","Quantit%"]]')[0]["name"]
    return str(operator.create("Case", category=category, description="Ration incomplète")["name"])


def plant(cast: dict[str, Visitor], admin: Visitor) -> list[Secret]:
    """One case of each class, recorded by the operator, and one that came with an imported log."""
    figures.plant(admin)
    rules.plant(cast[rules.AUTHOR])
    recorded = [_record(cast, key, *row) for key, *row in CLASSES]
    key, category, handler, _area = IMPORTED
    imported = logs.bring(cast[IMPORTER], cast[handler], key, category)
    areas = [row[-1] for row in (*CLASSES, IMPORTED)]
    own_records.make(cast)
    return [
        _work_on(cast, admin, secret, area)
        for secret, area in zip([*recorded, imported], areas, strict=True)
    ]


def bring(
    cast: dict[str, Visitor], admin: Visitor, key: str, category: str, handler: str, area: str
) -> Secret:
    """One more restricted case, with all that is done to one."""
    own_records.make(cast)
    return _work_on(cast, admin, _record(cast, key, category, handler, area), area)


def _record(cast: dict[str, Visitor], key: str, category: str, handler: str, _area: str) -> Secret:
    # The letter between keeps the name of the class from being a word that points to it.
    word = f"zq{secrets.token_hex(3)}x{key}"
    operator, owner = cast[RECORDER], cast[handler]
    digits = f"{secrets.randbelow(10**6):06}"
    phone = f"+235 66 {digits[:2]} {digits[2:4]} {digits[4:]}"
    member = operator.create(
        "Community Member",
        full_name=f"{word}name",
        other_names=f"{word}other",
        phone=phone,
        beneficiary_number=f"{word}number",
    )["name"]
    case = operator.create(
        "Case",
        category=category,
        community_member=member,
        description=f"{word}description",
        information_given=f"{word}given",
        speaker_relation="Self",
    )["name"]
    found = owner.list("Sensitive Report", filters=f'[["cfm_case","=","{case}"]]')
    return Secret(
        case=case,
        report=found[0]["name"],
        member=member,
        consent="",
        referral="",
        word=word,
        phone=f"+23566{digits}",
        file_url="",
        key=key,
        handler=handler,
    )


def _work_on(cast: dict[str, Visitor], admin: Visitor, secret: Secret, area: str) -> Secret:
    """What the handler adds, and what the framework notes of it."""
    owner = cast[secret.handler]
    _work(owner, secret)
    consent = _agree(owner, secret)
    referral = _refer(admin, owner, secret, consent, area)
    secret = replace(secret, consent=consent, referral=referral)
    secret = replace(secret, file_url=_attach(owner, secret))
    _talk(owner, secret)
    _send(admin, secret)
    secret = agencies.bring(admin, own_records.bring(cast, secret))
    return calls.bring(cast, admin, conversations.bring(cast, admin, secret))


def _work(owner: Visitor, secret: Secret) -> None:
    word = secret.word
    owner.change(
        "Sensitive Report",
        secret.report,
        resolution=f"{word}resolution",
        immediate_needs=f"{word}needs",
        assistance_offered=f"{word}assistance",
        follow_ups=[{"action": f"{word}action"}],
        contact_attempts=[{"note": f"{word}attempt"}],
    )
    case = owner.get("Case", secret.case)
    steps = [{**row, "note": f"{word}step"} for row in case.get("sop_steps", [])]
    owner.change("Case", secret.case, satisfaction_comment=f"{word}satisfaction", sop_steps=steps)
    owner.change("Case", secret.case, satisfaction_comment=f"{word}satisfied")


def _agree(owner: Visitor, secret: Secret) -> str:
    rows = [
        {"purpose": each, "decision": "Granted" if each != "Share with partner" else "Refused"}
        for each in PURPOSES
    ]
    name = owner.create(
        "Consent",
        cfm_case=secret.case,
        community_member=secret.member,
        giver="Proxy",
        giver_relation=f"{secret.word}relation",
        witness=f"{secret.word}witness",
        purposes=rows,
        statement=READ,
    )["name"]
    owner.act("Consent", name, "Record Decision")
    return str(name)


def _refer(admin: Visitor, owner: Visitor, secret: Secret, consent: str, area: str) -> str:
    """The handler is asked, and answers half: nobody asks themselves."""
    name = admin.create(
        "Referral",
        cfm_case=secret.case,
        consent=consent,
        functional_area=area,
        focal_point=secret.handler,
        reason=f"{secret.word}reason",
        shared_summary=f"{secret.word}summary",
    )["name"]
    owner.change("Referral", name, response=f"{secret.word}response")
    return str(name)


def _attach(owner: Visitor, secret: Secret) -> str:
    """A private file on the report; the same as a public one is tried as well."""
    urls = {}
    for is_private in (0, 1):
        answer = owner.send(
            "POST",
            "/api/method/upload_file",
            data={
                "doctype": "Sensitive Report",
                "docname": secret.report,
                "is_private": is_private,
            },
            files={
                "file": (f"{secret.word}file{is_private}.txt", io.BytesIO(secret.word.encode()))
            },
        )
        if answer.status_code == 200:
            urls[is_private] = answer.json()["message"]["file_url"]
        else:
            secret.refused.append(f"public file: {answer.status_code}")
    return str(urls[1])


def _talk(owner: Visitor, secret: Secret) -> None:
    """Comments, tasks, tags and likes, also such as are deleted again."""
    for doctype, name in (("Case", secret.case), ("Sensitive Report", secret.report)):
        _comment(owner, secret, doctype, name)
        _try(
            owner,
            secret,
            "frappe.desk.form.assign_to.add",
            doctype=doctype,
            name=name,
            assign_to=[secret.handler],
            description=f"{secret.word}task",
        )
        _try(
            owner,
            secret,
            "frappe.desk.doctype.tag.tag.add_tag",
            dt=doctype,
            dn=name,
            tag=f"{secret.word}tag",
        )
        like = {"doctype": doctype, "name": name, "add": "Yes"}
        _try(owner, secret, "frappe.desk.like.toggle_like", **like)
    for row in owner.list("ToDo", filters=f'[["reference_name","=","{secret.case}"]]'):
        owner.change("ToDo", row["name"], description=f"{secret.word}task changed")


def _comment(owner: Visitor, secret: Secret, doctype: str, name: str) -> None:
    """Two comments, one of which is deleted again."""
    for text in ("comment", "deleted"):
        made = owner.call(
            "frappe.desk.form.utils.add_comment",
            reference_doctype=doctype,
            reference_name=name,
            content=f"{secret.word}{text}",
            comment_email=secret.handler,
            comment_by=secret.handler,
        )
        if text == "deleted":
            gone = owner.send("DELETE", f"/api/resource/Comment/{made['name']}")
            if gone.status_code not in (200, 202):
                secret.refused.append(f"deleting a comment: {gone.status_code}")


def _try(owner: Visitor, secret: Secret, method: str, **arguments: object) -> None:
    answer = owner.send("POST", f"/api/method/{method}", json=arguments)
    if answer.status_code != 200:
        secret.refused.append(f"{method}: {answer.status_code}")


def _send(admin: Visitor, secret: Secret) -> None:
    """What the framework writes when a message goes out, and what it keeps of things deleted."""
    word = secret.word
    about = {"reference_doctype": "Case", "reference_name": secret.case}
    admin.create(
        "Communication",
        communication_medium="Email",
        subject=f"{word}subject",
        content=f"{word}content",
        recipients=secret.handler,
        **about,
    )
    admin.create(
        "Email Queue",
        sender="office@example.org",
        message=f"Subject: {word}queued\n\n{word}body",
        recipients=[{"recipient": secret.handler}],
        **about,
    )
    admin.create(
        "Deleted Document",
        deleted_doctype="Sensitive Report",
        deleted_name=secret.report,
        data=f'{{"doctype": "Sensitive Report", "description": "{word}restored"}}',
    )
    admin.create("Error Log", method=f"{word}method", error=f"{word}error", **about)
    admin.create("Activity Log", subject=f"{word}activity", status="Success", **about)
    admin.create("View Log", viewed_by=secret.handler, **about)
    admin.create(
        "Notification Log",
        for_user=secret.handler,
        type="Alert",
        subject=f"{word}notice",
        document_type="Case",
        document_name=secret.case,
    )
