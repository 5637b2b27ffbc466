"""What people wrote and called in the last two days: some of it is answered, some waits, one thing is to be clarified.

It comes in as a provider would bring it. The accounts are switched off: nothing leaves a demo office.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.channels import acts, calls, conversations, road, taking
from cfm_app.channels.adapters.base import CallEvent, Inbound
from cfm_app.shipped.demo.learning import OPERATOR, working

# Account and channel by kind.
ACCOUNTS = {
    "WhatsApp": ("WhatsApp du bureau", "WhatsApp"),
    "SMS": ("SMS du bureau", "SMS"),
    "E-mail": ("Boîte du bureau", "Courriel"),
    "Free line": ("Ligne verte du bureau", "Ligne verte"),
}
LINE, PHONE = "1212", "201"
# How long ago, at the latest, the case came in about which somebody asks again.
RECENT = timedelta(days=60)


@dataclass(frozen=True)
class Said:
    """Words of somebody, or of the office, so many minutes ago."""

    minutes: int
    text: str
    is_ours: bool = False


@dataclass(frozen=True)
class Thread:
    """What somebody and the office wrote to each other."""

    kind: str
    address: str
    who: str
    language: str
    said: tuple[Said, ...]


THREADS = (
    Thread(
        "WhatsApp",
        "+23560000101",
        "Mabrouka M.",
        "fra",
        (
            Said(52, "Bonjour, depuis le nouveau guichet à Abéché ma carte est bloquée 😟"),
            Said(51, "L'agent dit de revenir la semaine prochaine. Comment faire pour la ration ?"),
        ),
    ),
    Thread(
        "SMS",
        "+23560000102",
        "",
        "fra",
        (Said(185, "mon nom nest plus sur la liste camp gaga bloc 3. jai encore le jeton"),),
    ),
    # Whoever reads it marks it as sensitive: nobody else sees it then.
    Thread(
        "SMS",
        "+23560000104",
        "",
        "fra",
        (
            Said(
                95, "un agent ma demande quelque chose pour mettre mon nom. jai peur de parler ici"
            ),
        ),
    ),
    Thread(
        "WhatsApp",
        "+23560000103",
        "حليمة",
        "shu",
        (
            Said(1490, "السلام عليكم، متى موعد التوزيع القادم في فرشنا؟"),
            Said(
                1475,
                "وعليكم السلام. سيكون التوزيع يوم الخميس الساعة الثامنة صباحًا. الخدمة مجانية.",
                True,
            ),
            Said(1460, "شكرًا جزيلا 🙏"),
            Said(1458, "على الرحب والسعة.", True),
        ),
    ),
    Thread(
        "E-mail",
        "comite.bol@example.org",
        "Comité de Bol",
        "fra",
        (
            Said(
                1310,
                "Liste du comité\n\nBonjour, le comité de gestion des plaintes de Bol vous fait savoir que trois"
                " membres ont été remplacés en assemblée. À qui devons-nous envoyer la nouvelle liste ?",
            ),
            Said(1240, "Bonjour, merci. Vous pouvez envoyer la liste à cette adresse.", True),
        ),
    ),
)
ADVERTISING = Thread(
    "SMS",
    "+23560000105",
    "",
    "fra",
    (Said(700, "PROMO! Rechargez 1000F et recevez 100% de bonus jusqu'a minuit."),),
)
ASKED_AGAIN = (
    Said(410, "Bonjour, avez-vous des nouvelles de ma demande ? Merci d'avance 🙏🏿"),
    Said(
        388, "Bonjour, elle est suivie. Nous vous écrirons ici dès que nous avons la réponse.", True
    ),
)
# Whoever called, how often in vain, the last time so many minutes ago.
MISSED = (("+23560000106", 2, 38), ("+23560000107", 1, 12))
ANSWERED = (("+23560000108", 95), ("+23560000109", 240))


def create() -> None:
    """Let people have written and called."""
    now = now_datetime().replace(microsecond=0)
    accounts = {kind: _account(kind) for kind in ACCOUNTS}
    for thread in THREADS:
        _thread(accounts[thread.kind], thread, now)
    advertising = _thread(accounts[ADVERTISING.kind], ADVERTISING, now)
    with working(OPERATOR):
        taking.take(advertising)
        acts.put_aside(advertising)
    _about_a_case(accounts["WhatsApp"], now)
    _calls(accounts["Free line"], now)


def _account(kind: str) -> Document:
    name, channel = ACCOUNTS[kind]
    account = frappe.get_doc(
        {
            "doctype": "CFM Channel Account",
            "account_name": name,
            "adapter": kind,
            "channel": channel,
            "enabled": 0,
        }
    )
    if kind == "Free line":
        account.append("extensions", {"extension": PHONE, "user": OPERATOR})
    return account.insert(ignore_permissions=True)


def _thread(account: Document, thread: Thread, now: datetime) -> str:
    conversation = ""
    for number, said in enumerate(thread.said):
        moment = now - timedelta(minutes=said.minutes)
        if said.is_ours:
            _answer(conversation, said.text, moment)
        else:
            conversation = conversations.store_message(
                account,
                Inbound(
                    sender_id=f"{thread.address}-{number}",
                    address=thread.address,
                    user_id=None,
                    text=said.text,
                    sent_on=moment,
                    contact_name=thread.who or None,
                    language=thread.language,
                ),
            )
    return conversation


def _answer(name: str, text: str, moment: datetime) -> None:
    """What an operator wrote, long since delivered."""
    conversation = frappe.get_doc(consts.CONVERSATION, name)
    with working(OPERATOR):
        frappe.get_doc(
            {
                "doctype": consts.MESSAGE,
                "conversation": name,
                "account": conversation.account,
                "direction": "Out",
                "text": text,
                "sent_on": moment,
                "state": "Delivered",
                "state_on": moment,
                "reference": frappe.generate_hash(length=24),
            }
        ).insert(ignore_permissions=True)
    conversation.db_set({**acts.AFTER_AN_ANSWER, "last_message_on": moment})


def _about_a_case(account: Document, now: datetime) -> None:
    """The conversation of which one of the cases came."""
    filters = [["channel", "=", account.channel], ["received_on", ">", now - RECENT]]
    filters += [["is_restricted", "=", 0], ["community_member", "is", "set"]]
    filters += [["phase", "in", [consts.PHASE_NEW, consts.PHASE_IN_PROGRESS]]]
    fields = ["name", "community_member", "language"]
    found = frappe.get_all("Case", filters, fields, order_by="received_on desc", limit=1)
    if not found:
        return
    [case] = found
    person = frappe.get_doc("Community Member", case.community_member)
    thread = Thread("WhatsApp", person.phone, person.full_name, case.language, ASKED_AGAIN)
    conversation = frappe.get_doc(consts.CONVERSATION, _thread(account, thread, now))
    with working(OPERATOR):
        conversation.append("cases", road.link_to(case.name))
        conversation.community_member = person.name
        conversation.save(ignore_permissions=True)


def _calls(account: Document, now: datetime) -> None:
    for number, times, minutes in MISSED:
        for time in range(times):
            began = now - timedelta(minutes=minutes + 7 * time)
            _call(account, f"missed-{number}-{time}", number, began, None, 25)
    for number, minutes in ANSWERED:
        began = now - timedelta(minutes=minutes)
        _call(account, f"answered-{number}", number, began, 9, 214)


def _call(
    account: Document, call_id: str, number: str, began: datetime, answered: int | None, ended: int
) -> None:
    """One call: when it was answered, if it was, and when it ended, in seconds from its beginning."""
    told = [("newCall", 0), ("hangup", ended)]
    if answered is not None:
        told.insert(1, ("answer", answered))
    for kind, seconds in told:
        calls.apply_event(
            account,
            CallEvent(
                call_id=call_id,
                kind=kind,
                on=began + timedelta(seconds=seconds),
                is_out=False,
                caller=number,
                called=LINE,
                people=(PHONE,),
                answered_at=PHONE if kind != "newCall" and answered is not None else "",
                cause="normalClearing" if answered is not None else "cancel",
            ),
        )
