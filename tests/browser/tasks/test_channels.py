"""Accounts of channels: an SMS number, a WhatsApp number and the free line, each with its other side."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Locator, Page, expect

from ...channels import meta
from ...channels.providers import Provider, serving_provider
from ..writing_in import Gateway, Infobip, Line, Meta
from .rows import choose, new_row
from .task import Task
from .words import shown

OPERATOR, ELSEWHERE = "operator@demo.cfm", "operator.ar@demo.cfm"
TOOL, INBOX, CONSOLE = "Accounts of channels", "/cfm/inbox", "/cfm/console"
NUMBER = "+23566123456"
SAID, ANSWER = "Il manque deux sacs de mil.", "Merci. Nous demandons au magasin."
TEMPLATE = "Bonjour, vous nous avez écrit. Appelez-nous au {{1}}."
ADDRESS = re.compile(r"https?://\S+")


@pytest.fixture(autouse=True)
def site_name(tmp_path: Path) -> None:
    """The office, which starts after this, has a name in the internet."""
    config = tmp_path / "common_site_config.json"
    config.write_text(json.dumps({"host_name": "https://retours.example.org"}), encoding="utf-8")


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving_provider() as found:
        yield found


def entry(page: Page, name: str) -> Locator:
    """Where a field of the account is filled in."""
    return page.locator(f"[data-field={name}]:not(td)").locator("input, select, textarea").first


def begin_account(task: Task, kind: str, name: str, channel: str) -> Page:
    """A new account, with its name, its kind and its channel."""
    task.open_tool(TOOL)
    task.new()
    page = task.page
    entry(page, "account_name").fill(name)
    entry(page, "adapter").select_option(kind)
    named = task.tr(channel)
    entry(page, "channel").fill(named)
    # The kinds are options, too.
    page.locator("li[role=option]", has_text=named).first.click()
    task.step(
        f"Donnez un nom court au compte; choisissez le type **{{{kind}}}** et le canal "
        f"« {shown(channel, 'fr')} », que porteront les cas.",
        f"Give the account a short name; choose the kind **{{{kind}}}** and the channel "
        f"“{shown(channel, 'en')}”, which its cases will have.",
        mark=entry(page, "adapter"),
    )
    return page


def pressed(page: Page, label: str) -> Locator:
    """Press a button of the account; what it says."""
    page.get_by_role("button", name=label, exact=True).click()
    told = page.get_by_role("dialog")
    expect(told).to_be_visible()
    return told


def addresses(task: Task, french: str, english: str) -> Locator:
    """Have the addresses shown; the step says what becomes of them."""
    label = "Show the addresses for the provider"
    told = pressed(task.page, task.tr(label))
    task.step(
        f"Choisissez **{{{label}}}**. {french}",
        f"Choose **{{{label}}}**. {english}",
        mark=told,
    )
    return told


def address_in(line: Locator) -> str:
    found = ADDRESS.search(line.inner_text())
    assert found
    return found[0]


def closed(told: Locator) -> None:
    told.press("Escape")
    expect(told).to_be_hidden()


def tries(task: Task, french: str, english: str, says: str) -> None:
    """Try the connection, which says something."""
    told = pressed(task.page, task.tr("Try the connection"))
    expect(told).to_contain_text(says)
    task.step(french, english, mark=told)
    closed(told)


def answered(page: Page) -> None:
    """An operator opens what came in and answers it."""
    page.locator("#rows a", has_text=SAID).click()
    expect(page.locator(".message.in")).to_contain_text(SAID)
    page.keyboard.press("r")
    page.locator("#text").fill(ANSWER)
    page.locator("#send").click()
    expect(page.locator(".message.out")).to_have_attribute("data-state", "Sent")


def test_people_write_by_sms(task: Task, provider: Provider) -> None:
    task.begin(
        33,
        "compte-sms",
        ("Recevoir des SMS et y répondre", "Receive SMS and answer them"),
        (
            "Les gens écrivent au numéro du bureau. Demandez d'abord à votre fournisseur de SMS une clé, "
            "et comment il transmet les messages reçus.",
            "People write to the number of the office. First ask your SMS provider for a key, and how it "
            "hands on messages that come in.",
        ),
    )
    page = begin_account(task, "SMS", "sms", "SMS")
    entry(page, "ready_map").select_option("Infobip")
    task.step(
        "Choisissez votre **{Gateway}**. L'**{Address of the gateway}** reste vide, sauf si le "
        "fournisseur vous en a donné une.",
        "Choose your **{Gateway}**. The **{Address of the gateway}** stays empty, unless the provider "
        "gave you one.",
        mark=entry(page, "ready_map"),
    )
    entry(page, "api_secret").fill("cle-du-fournisseur")
    entry(page, "sender_name").fill("1212")
    task.step(
        "Écrivez ce que le fournisseur vous a donné : **{User at the provider}** s'il y en a un, "
        "**{Key at the provider}** et **{Sender}**.",
        "Enter what the provider gave you: **{User at the provider}** if there is one, "
        "**{Key at the provider}** and **{Sender}**.",
        mark=entry(page, "api_secret"),
    )
    entry(page, "out_url").fill(f"{provider.url}/send")
    task.save()
    told = addresses(
        task,
        "Copiez la première adresse chez le fournisseur, là où il demande où transmettre les SMS reçus; "
        "la deuxième, s'il demande où envoyer les accusés.",
        "Copy the first address to where the provider asks where to hand SMS on that come in; the second "
        "one, if it asks where to send reports.",
    )
    gateway = Infobip(
        task.office, "sms", {"messages": address_in(told.locator("p").first)}, provider
    )
    closed(told)
    tries(
        task,
        "Choisissez **{Try the connection}**, puis écrivez un SMS au numéro du bureau et répondez-y par une "
        "longue réponse : vous essayez ainsi les deux sens.",
        "Choose **{Try the connection}**, then write an SMS to the number of the office and give it a long "
        "answer: that tries both ways.",
        task.tr(
            "The gateway answers. Now write an SMS to the number of the office, and answer it in the inbox with more"
            " than 200 characters: that tries both ways, and shows whether a long answer arrives whole."
        ),
    )
    provider.body = {"messages": [{"messageId": "12345", "status": {"groupId": 1}}]}
    with task.seen_by(OPERATOR, INBOX) as seen:
        gateway.brings(NUMBER, SAID)
        answered(seen)
        task.effect(
            seen,
            "Le SMS apparaît dans la messagerie; la réponse de l'opératrice part vers le téléphone.",
            "The SMS appears in the inbox; the answer of the operator goes to the phone.",
            mark=seen.locator(".message.out"),
        )
    [sent] = gateway.sent()[1:]
    [message] = sent.values["messages"]
    assert (message["from"], message["content"]["text"]) == ("1212", ANSWER)
    assert sent.headers["Authorization"] == "App cle-du-fournisseur"


def test_people_write_by_whatsapp(task: Task, provider: Provider) -> None:
    task.begin(
        34,
        "compte-whatsapp",
        (
            "Recevoir des messages WhatsApp et y répondre",
            "Receive WhatsApp messages and answer them",
        ),
        (
            "Le bureau a un numéro WhatsApp Business et une application chez Meta (« Cloud API »). Ouvrez la "
            "page de cette application à côté : vous y copiez dans les deux sens.",
            "The office has a WhatsApp Business number and an app at Meta (“Cloud API”). Open the page of that "
            "app beside this one: you copy in both directions.",
        ),
    )
    page = begin_account(task, "WhatsApp", "whatsapp", "WhatsApp")
    entry(page, "phone_number_id").fill(meta.NUMBER_ID)
    entry(page, "api_secret").fill("access-token")
    entry(page, "signature_secret").fill(meta.SECRET)
    task.step(
        "Copiez de chez Meta : « Phone number ID » dans **{Phone number ID}**, le jeton d'accès d'un "
        "utilisateur système dans **{Key at the provider}**, « App secret » dans **{Secret of the signature}**.",
        "Copy from Meta: “Phone number ID” into **{Phone number ID}**, the access token of a system user into "
        "**{Key at the provider}**, “App secret” into **{Secret of the signature}**.",
        mark=entry(page, "phone_number_id"),
    )
    row = new_row(page, "templates")
    row.locator("[data-field=template_name] input").fill("rappel")
    row.locator("[data-field=body] textarea").fill(TEMPLATE)
    task.step(
        "Sous **{Approved templates}**, ajoutez les modèles que Meta a approuvés, mot pour mot : plus de 24 "
        "heures après le dernier message d'une personne, rien d'autre ne part.",
        "Under **{Approved templates}**, add the templates that Meta approved, word for word: more than 24 "
        "hours after the last message of a person, nothing else is sent.",
        mark=row,
    )
    entry(page, "graph_url").fill(provider.url)
    task.save()
    told = addresses(
        task,
        "Copiez les deux lignes chez Meta, sous « Webhooks » (« Callback URL » et « Verify token »), puis "
        "abonnez-vous au champ « messages ».",
        "Copy both lines to Meta, under “Webhooks” (“Callback URL” and “Verify token”), then subscribe to the "
        "field “messages”.",
    )
    address, token = (told.locator("p").nth(place) for place in (0, 1))
    number = Meta(task.office, "whatsapp", {"messages": address_in(address)}, provider)
    subscribe(number, token.inner_text().split()[-1])
    closed(told)
    provider.body = {"display_phone_number": "+235 66 00 00 00"}
    tries(
        task,
        "Choisissez **{Try the connection}** : WhatsApp répond par le numéro du bureau, ou vous lisez ce "
        "qui ne va pas.",
        "Choose **{Try the connection}**: WhatsApp answers with the number of the office, or you read what "
        "is wrong.",
        task.tr("WhatsApp knows the account: {0}", "+235 66 00 00 00"),
    )
    provider.body = {"messages": [{"id": "wamid.out"}]}
    with task.seen_by(OPERATOR, INBOX) as seen:
        number.brings(NUMBER, SAID)
        answered(seen)
        task.effect(
            seen,
            "Le message apparaît dans la messagerie, et la réponse dans le WhatsApp de la personne.",
            "The message appears in the inbox, and the answer in the WhatsApp of the person.",
            mark=seen.locator(".message.out"),
        )
    [sent] = number.sent()
    assert sent.values["text"] == {"body": ANSWER}


def subscribe(number: Gateway, token: str) -> None:
    """Meta asks whether the address is ours before it uses it."""
    asked = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444"}
    door = urlsplit(number.doors["messages"])
    address = f"{number.office.url}{door.path}?{door.query}"
    answer = requests.get(address, params=asked, timeout=30)
    assert answer.text == "1158201444"


def test_the_phone_tells_who_calls(task: Task) -> None:
    task.begin(
        35,
        "ligne-verte",
        ("Voir qui appelle sur la ligne verte", "See who calls the free line"),
        (
            "Le système téléphonique annonce chaque appel. Demandez à celui qui s'en occupe à quel numéro de "
            "poste chacun répond; il trouve la suite dans [La ligne verte](../../free-line.md).",
            "The telephone system tells of each call. Ask whoever looks after it which extension each person "
            "answers; they find the rest in [The free line](../../free-line.md).",
        ),
    )
    page = begin_account(task, "Free line", "ligne-verte", "Ligne verte")
    row = new_row(page, "extensions")
    row.locator("[data-field=extension] input").fill("201")
    choose(row, "user", OPERATOR)
    task.step(
        "Sous **{Who sits at which phone}**, ajoutez une ligne par personne : le poste, puis son compte.",
        "Under **{Who sits at which phone}**, add a row for each person: the extension, then the account.",
        mark=row,
    )
    task.save()
    told = addresses(
        task,
        "Donnez l'adresse à celui qui s'occupe du téléphone, et à personne d'autre.",
        "Give the address to whoever looks after the telephone, and to nobody else.",
    )
    line = Line(task.office, {"messages": address_in(told.locator("p").first)})
    closed(told)
    line.tells("newCall", "first", "+23566000001", user="201")
    line.tells("hangup", "first", "+23566000001", cause="cancel")
    first_call_is_known(task)
    tries(
        task,
        "Appelez la ligne, puis choisissez **{Try the connection}** : l'essai dit si l'appel est annoncé.",
        "Call the line, then choose **{Try the connection}**: it says whether the call was told.",
        task.tr("Calls come in; the last one on {0}.", "").split(";")[0].strip(),
    )
    task.client("manager@demo.cfm").create(
        "Community Member", full_name="Zenaba Oumar", phone=NUMBER
    )
    with task.seen_by(OPERATOR, CONSOLE) as seen, task.seen_by(ELSEWHERE, CONSOLE) as other:
        line.tells("newCall", "second", NUMBER, user="201")
        card = seen.locator(".ringing article", has_text=NUMBER)
        expect(card).to_contain_text("Zenaba Oumar")
        task.effect(
            seen,
            "Le téléphone de l'opératrice sonne : elle voit qui appelle peut-être, et ouvre un nouveau cas "
            "d'une touche (F8). Les autres ne voient rien.",
            "The phone of the operator rings: she sees who may be calling, and opens a new case with one key "
            "(F8). The others see nothing.",
            mark=card,
        )
        other.reload()
        expect(other.locator(".ringing article")).to_have_count(0)


def first_call_is_known(task: Task) -> None:
    """A call that was told is taken up by a job; the page of calls shows it then."""
    with task.seen_by(OPERATOR, "/cfm/call-backs") as seen:
        missed = seen.locator("[data-missed]", has_text="+23566000001")
        expect(missed).to_be_visible()
