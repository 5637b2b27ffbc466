"""Mails that the framework of a bench builds: what somebody wrote into a subject or a name stays in it.

Python's library reads encoded words (`=?utf-8?q?…?=`, RFC 2047) in whatever it is given, and writes the ends of
lines that they hold: a title becomes another recipient of answers, or a text of its own.
"""

import unicodedata
from typing import Any

from cfm_app.channels import plain_text
from cfm_app.channels.mail.headers import ENCODED_WORD


def keep_headers(mail: Any) -> None:
    """Put each header of a mail that is about to be written into one line, which is read as itself.

    `mail` is Frappe's `EMail`, which holds the message with all its parts as `msg_root`.
    """
    for part in mail.msg_root.walk():
        for name, value in list(part.items()):
            text = str(value)
            if ENCODED_WORD in text or not plain_text.is_one_line(text):
                part.replace_header(name, in_one_line(text))


def in_one_line(text: str) -> str:
    """A text without ends of lines and controls, in which nothing is read as an encoded word."""
    unseen = plain_text.UNSEEN
    seen = (" " if unicodedata.category(char) in unseen else char for char in text)
    return " ".join("".join(seen).split()).replace(ENCODED_WORD, "= ?")
