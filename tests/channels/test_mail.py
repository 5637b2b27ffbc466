"""A mail from the mailbox into the inbox, the answer out again, and what is none of a person."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest

from tests.png import png_of

from .conftest import OPERATOR, Office, ok
from .mail_servers import Imap, Postman
from .postbox import INBOX, Postbox, mail, postbox

PNG = png_of(bytes(64))
PDF = b"%PDF-1.7\n" + b"\0" * 64


@pytest.fixture
def box(office: Office, imap: Imap, postman: Postman, request: pytest.FixtureRequest) -> Postbox:
    return postbox(office, imap, postman, f"mail-{request.node.name}"[:100])


def test_from_the_mailbox_to_the_thread_and_back(box: Postbox) -> None:
    came = mail("Il manque deux sacs.\r\n\r\n-- \r\nAchta")
    box.arrives(came)
    assert box.imap.seen(box.folder) == [True]
    (conversation,) = box.conversations()
    assert (conversation.contact_address, conversation.contact_name) == ("achta@gens.test", "Achta")
    operator = box.office.user(OPERATOR)
    thread = ok(operator.call(f"{INBOX}.thread", name=conversation.name))
    (said,) = thread["messages"]
    assert said["text"] == "Ration\n\nIl manque deux sacs."
    assert said["has_more_text"] and str(said["sent_on"]).startswith("2026-11-26 08:15")
    whole = ok(operator.call(f"{INBOX}.whole_text", message=said["name"]))["text"]
    assert whole.splitlines()[0] == "Ration" and whole.endswith("-- \nAchta")

    box.answer(conversation.name, "Merci, nous vérifions.")
    sent = box.postman.to("achta@gens.test")[0]
    assert sent["From"].addresses[0].addr_spec == "retour@pam.test"
    assert sent["In-Reply-To"] == came["Message-ID"] == sent["References"]
    assert sent.get_content().strip() == "Merci, nous vérifions."
    assert sent.get_content_type() == "text/plain" and not sent["Auto-Submitted"]
    (out,) = box.messages("Out")
    assert (out.state, out.sender_id) == ("Sent", sent["Message-ID"])
    assert sent["Message-ID"] == f"<{out.reference}@pam.test>"
    assert sent["Subject"] == f"PAM Tchad [{out.reference[:12]}]"

    second = box.answer(conversation.name, "Encore une question.")
    again = box.postman.to("achta@gens.test")[1]
    assert second and again["Subject"] == sent["Subject"]


def test_an_answer_finds_its_conversation_from_another_address_too(box: Postbox) -> None:
    box.arrives(mail("Un", sender="a1@gens.test"), mail("Deux", sender="A2@gens.test"))
    first = next(each for each in box.conversations() if each.contact_address == "a1@gens.test")
    box.answer(first.name, "Où ?")
    sent = box.postman.to("a1@gens.test")[0]
    reply = {"sender": "a3@gens.test", "subject": f"Re: {sent['Subject']}"}
    box.arrives(
        mail("À Bol", **reply, In_Reply_To=sent["Message-ID"]),
        mail("À Mao", sender="a4@gens.test", subject=f"Re: {sent['Subject']}"),
        mail("Ailleurs", sender="a2@gens.test", subject="Autre", References="<%@pam.test>"),
        mail("Trois", sender="a1@gens.test", subject="Encore"),
    )
    texts: dict[str, list[str]] = {}
    for row in box.messages():
        texts.setdefault(row.conversation, []).append(row.text)
    assert texts.pop(first.name) == [
        "Ration\n\nUn",
        "(Written from a3@gens.test)\nÀ Bol",
        "(Written from a4@gens.test)\nÀ Mao",
        "Encore\n\nTrois",
    ]
    assert list(texts.values()) == [["Ration\n\nDeux", "Autre\n\nAilleurs"]]


def listed(**headers: str) -> EmailMessage:
    return mail("Bonjour à tous", sender="robot@gens.test", **headers)


@pytest.mark.parametrize(
    ("came", "why"),
    [
        (listed(Auto_Submitted="auto-replied"), "automatic"),
        (listed(X_Autoreply="yes"), "automatic"),
        (listed(Return_Path="<>"), "automatic"),
        (listed(Precedence="bulk"), "mailing list"),
        (listed(List_Id="<nouvelles.gens.test>"), "mailing list"),
        (mail("x", sender="PAM <Retour@pam.test>"), "office"),
        (mail("x", sender="Mail <MAILER-DAEMON@gens.test>"), "not ours"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_no_person_wrote_is_no_conversation(
    box: Postbox, came: EmailMessage, why: str
) -> None:
    box.arrives(came)
    assert box.conversations() == []
    assert why in box.told("last_ignored").last_ignored
    (envelope,) = box.office.rows("CFM Envelope", "state", "payload", account=box.account)
    assert (envelope.state, envelope.payload) == ("Done", None)


def test_a_list_by_which_people_write_is_let_through(
    office: Office, imap: Imap, postman: Postman
) -> None:
    box = postbox(office, imap, postman, "mail-list", own_lists="plaintes.gens.test")
    box.arrives(listed(List_Id="Plaintes <plaintes.gens.test>", Precedence="list"))
    assert len(box.conversations()) == 1


def report(sent: Any, action: str, status: str) -> bytes:
    """As a mail server tells what became of a mail."""
    return f"""From: MAILER-DAEMON@gens.test
To: retour@pam.test
Subject: Undelivered Mail Returned to Sender
Message-ID: <{action}.{status}@gens.test>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; gens.test

Final-Recipient: rfc822; achta@gens.test
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 secret words of a server

--B
Content-Type: text/rfc822-headers

From: retour@pam.test
Message-ID: {sent["Message-ID"]}

--B--
""".replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("action", "status", "state", "said"),
    [
        ("failed", "5.1.1", "Failed", "no mailbox"),
        ("failed", "5.2.2", "Failed", "full"),
        ("failed", "5.7.1", "Failed", "could not hand"),
        ("delayed", "4.4.1", "Sent", None),
        ("delivered", "2.0.0", "Delivered", None),
    ],
)
def test_a_report_is_the_fate_of_what_we_sent(
    box: Postbox, action: str, status: str, state: str, said: str | None
) -> None:
    box.arrives(mail("Bonjour"))
    box.answer(box.conversations()[0].name, "Merci")
    box.arrives(report(box.postman.to("achta@gens.test")[0], action, status))
    (out,) = box.messages("Out")
    assert out.state == state
    assert (said in out.error and "secret" not in out.error) if said else not out.error
    assert len(box.messages()) == 1


def test_files_are_kept_by_what_they_are(box: Postbox) -> None:
    came = mail("Voici")
    came.add_attachment(PNG, maintype="image", subtype="png", filename="carte é.png")
    came.add_attachment(PDF, maintype="application", subtype="pdf", filename="../../etc/x.pdf")
    came.add_attachment(b"MZ\x90", maintype="image", subtype="png", filename="virus.png")
    came.add_attachment("<script>", subtype="html", filename="page.html")
    box.arrives(came)
    (said,) = box.messages()
    assert said.text == "Ration\n\nVoici"
    assert said.media_name == "carte é.png, x.pdf, virus.png, page.html"
    assert said.media_state == "Refused" and "no picture" in said.media_note
    files = box.office.rows(
        "File", "file_name", "is_private", "file_url", attached_to_name=said.name
    )
    assert [each.file_name for each in files] == [f"{said.name}-1.png", f"{said.name}-2.pdf"]
    assert all(each.is_private for each in files)
    guest = box.office.served.guest().get(files[0].file_url)
    assert guest.status in (403, 404)


def part(kind: str, body: bytes, subject: str = "Plainte", way: str = "8bit") -> bytes:
    """A mail as bytes: its subject as it is, its body of a kind and charset."""
    head = f"Subject: {subject}\r\nContent-Type: text/{kind}\r\nContent-Transfer-Encoding: {way}"
    return head.encode() + b"\r\n\r\n" + body


LATIN, UTF = "plain; charset=iso-8859-1", "plain; charset=utf-8"
WORDS_64 = b"U2Fs4bqtbSAmIDxiPiDZhNinINiq2LPYqtmE2YU="
PAGE = b"<p>Il manque<br>un sac</p><script>x()</script><img src=http://a.test/p.png>"
UNENDED = (
    b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\n"
)
ENCODED = [
    # Labelled as ASCII, and Windows' Western charset.
    (part("plain; charset=us-ascii", b"\x8cuvre re\xe7ue \x80"), "Plainte\n\nŒuvre reçue €"),
    (part(UTF, b"re\xe7ue"), "Plainte\n\nreçue"),
    (part(LATIN, b"re\xc3\xa7ue"), "Plainte\n\nreçue"),
    (part("plain", b"x", subject="à lire"), "à lire\n\nx"),
    (
        part("plain; charset=windows-1256", b"\xe3\xd1\xcd\xc8\xc7", "=?utf-8?B?2LTZg9mI2Yk=?="),
        "شكوى\n\nمرحبا",
    ),
    (
        part(UTF, b"re=C3=A7ue=\r\n =F0=9F=8C=BE", "=?iso-8859-1?Q?re=E7ue?=", "quoted-printable"),
        "reçue\n\nreçue 🌾",
    ),
    (part(UTF, WORDS_64, way="base64"), "Plainte\n\nSalậm & <b> لا تستلم"),
    (part("plain; charset=no-such", b"ok", "=?no-such?Q?abc?= =?utf-8?Q?=FF?="), "abcÿ\n\nok"),
    (part("html; charset=utf-8", PAGE), "Plainte\n\nIl manque\nun sac"),
    (UNENDED + b"sans fin", "sans fin"),
    (b"\r\n\r\n", ""),
]


@pytest.mark.parametrize(("raw", "text"), ENCODED, ids=range(len(ENCODED)))
def test_words_arrive_as_they_were_meant(box: Postbox, raw: bytes, text: str) -> None:
    box.arrives(b"From: achta@gens.test\r\nMIME-Version: 1.0\r\n" + raw)
    operator = box.office.user(OPERATOR)
    (conversation,) = box.conversations()
    thread = ok(operator.call(f"{INBOX}.thread", name=conversation.name))
    assert [each["text"] for each in thread["messages"]] == [text]


def test_a_restricted_conversation_is_answered_with_the_neutral_text_alone(box: Postbox) -> None:
    box.arrives(mail("Le chef demande autre chose"))
    name = box.conversations()[0].name
    handler = box.office.user("handles@test.cfm")
    box.office.user(OPERATOR).call(
        f"{INBOX}.sensitive", name=name, sensitivity="EAS et harcèlement sexuel"
    )
    ok(handler.call(f"{INBOX}.take_over", name=name))
    refused = handler.call(f"{INBOX}.answer", name=name, text="Que s'est-il passé ?")
    assert refused.status == 417
    neutral = ok(handler.call(f"{INBOX}.thread", name=name))["only_text"]
    ok(handler.call(f"{INBOX}.answer", name=name, text=neutral))
    box.office.work()
    sent = box.postman.to("achta@gens.test")[0]
    assert sent.get_content().strip() == neutral and sent["Auto-Submitted"] == "auto-generated"
    assert "autre chose" not in str(sent)
    (said,) = box.messages()
    assert box.office.user(OPERATOR).call(f"{INBOX}.whole_text", message=said.name).status == 404
