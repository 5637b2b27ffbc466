"""The headers of mails that go out. Whatever is put into one goes through here, whoever it is of.

The parts of a mail that we write are ours, the address that it goes to and the IDs of the mails that it
answers are of strangers. The library reads encoded words in whatever it is given, and some of its
versions write the ends of lines that these hold.
"""

from email.message import EmailMessage
from email.policy import SMTP

from frappe import _

from cfm_app.channels import plain_text
from cfm_app.channels.adapters.base import Failed

LONGEST = 2_000
ENCODED_WORD = "=?"
# IDs that do not fit into a line are encoded by the library, and are none any more.
UNFOLDED = SMTP.clone(max_line_length=998)
CRLF = b"\r\n"


def is_fit(value: str) -> bool:
    """Whether a text may stand in a header: one line that says nothing else when it is read again."""
    return len(value) <= LONGEST and ENCODED_WORD not in value and plain_text.is_one_line(value)


def put(mail: EmailMessage, name: str, value: str) -> None:
    """Set a header. Raises Failed where it could be read as anything else."""
    if not is_fit(value):
        raise unwritable()
    mail[name] = value


def written(mail: EmailMessage) -> bytes:
    """A mail as it is handed over: with the headers that were put into it, and no other one. Raises Failed."""
    content = mail.as_bytes(policy=UNFOLDED)
    lines = content.partition(CRLF * 2)[0].split(CRLF)
    names = [line.partition(b":")[0].decode("ascii", "replace") for line in lines if line.strip()]
    ours = [name for name in names if not name.startswith((" ", "\t"))]
    if ours != list(mail.keys()) or any(b"\n" in line or b"\r" in line for line in lines):
        raise unwritable()
    return content


def unwritable() -> Failed:
    """What is said of a message of which no mail can be made."""
    return Failed(
        _(
            "This message cannot be written as a mail: the address, the subject or the mail that it"
            " answers holds signs that no header may hold."
        )
    )
