"""A title becomes no header and no text of a mail that the framework builds."""

from email import message_from_string
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from types import SimpleNamespace

import frappe

from cfm_app.channels.mail.framework_mails import keep_headers
from cfm_app.testing import CFMTestCase

INJECTED = (
    "=?utf-8?q?Bulletin=0AReply-To:_evil@example.org=0AX-Evil:_1?=",
    "=?utf-8?q?Bulletin=0D=0A=0D=0AAnother_text?=",
    "=?utf-8?b?QnVsbGV0aW4KWC1FdmlsOiAx?= " + "word " * 40,
    "=?utf-8?q?=3D=3Futf-8=3Fq=3F=3D0AX-Evil:_1=3F=3D?=",
)


class TestFrameworkMails(CFMTestCase):
    def test_what_was_written_stays_in_its_header(self) -> None:
        expected = _headers("Bulletin", "bulletin.csv")
        for text in INJECTED:
            with self.subTest(text):
                self.assertEqual(_headers(text, text), expected)

    def test_other_texts_stay_as_they_are(self) -> None:
        for text in ("Été à N'Djaména", "نشرة", "a = b ? c"):
            mail = _built(text, "a.csv")
            self.assertEqual(mail.msg_root["Subject"], text)

    def test_the_framework_calls_it(self) -> None:
        path = f"{keep_headers.__module__}.{keep_headers.__name__}"
        self.assertIn(path, frappe.get_hooks("make_email_body_message"))


def _headers(subject: str, file_name: str) -> list[list[str]]:
    read = message_from_string(
        _built(subject, file_name).msg_root.as_string(policy=SMTP), policy=SMTP
    )
    return [sorted(part.keys()) for part in read.walk()]


def _built(subject: str, file_name: str) -> SimpleNamespace:
    """As the framework does, up to where it asks apps."""
    root = MIMEMultipart("mixed", policy=SMTP)
    alternative = MIMEMultipart("alternative", policy=SMTP)
    root.attach(alternative)
    alternative.attach(MIMEText("Words", "plain", "utf-8", policy=SMTP))
    attached = MIMEApplication(b"x")
    attached.add_header("Content-Disposition", "attachment", filename=file_name)
    root.attach(attached)
    root["Subject"] = subject
    root["From"] = "Office <office@example.org>"
    root["Reply-To"] = "office@example.org"
    mail = SimpleNamespace(msg_root=root)
    keep_headers(mail)
    return mail
