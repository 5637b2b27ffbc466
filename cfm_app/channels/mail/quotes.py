"""What of a mail somebody wrote just now: what they quote and sign with is left out, if that is safe.

Where anything is in doubt the whole stands: too much is read in a moment, a lost sentence is lost. Each
line is looked at by itself, so that a hostile mail costs no more time than another one.
"""

import re

QUOTE = ">"
# "On Monday … wrote:" in the languages of the office; mail programs break it over some lines.
WROTE = re.compile(
    r"(?:\bwrote|\ba écrit|\bécrit|\bschrieb|\bescribió|\bescreveu|كتب|كتبت)\b[^\n]{0,200}:\s*$",
    re.IGNORECASE,
)
BEGINS = re.compile(r"^\s*(?:on|le|el|em|am|في|بتاريخ)\s", re.IGNORECASE)
MOST_WROTE_LINES = 4
LONGEST_LINE = 400
SEPARATOR = re.compile(
    r"^\s*-{3,}\s*(?:original message|message d['’]origine|message original|الرسالة الأصلية)\s*-{3,}\s*$",
    re.IGNORECASE,
)
# What Outlook puts above the mail that is answered: at least three of these, one below the other.
HEADER = re.compile(
    r"^\s*\**(?:from|sent|to|cc|subject|date|de|envoyé|à|objet|من|إلى|التاريخ|الموضوع|تم الإرسال)"
    r"\s?\**\s?:",
    re.IGNORECASE,
)
FEWEST_HEADERS = 3
UNDERSCORES = re.compile(r"^\s*_{10,}\s*$")
SIGNATURE = re.compile(r"^--\s?$")
MOST_SIGNATURE_LINES = 12
SENT_FROM = re.compile(
    r"^\s*(?:sent from my |get outlook for |envoyé de(?:puis)? mon |envoyé à partir de |"
    r"télécharge[rz] outlook pour |أرسل من |مرسل من )",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """The words of whoever wrote, without the mails that they answer; all of it where nothing else is left."""
    lines = _without_signature(text.splitlines())
    kept = _without_signature(lines[: _end(lines)])
    return "\n".join(kept).strip() or text.strip()


def _end(lines: list[str]) -> int:
    """Where the quoted mail begins that ends the text."""
    quoted_from = _quoted_from(lines)
    for at, line in enumerate(lines):
        if len(line) > LONGEST_LINE:
            continue
        if SEPARATOR.match(line) or _is_header_block(lines, at):
            return at - 1 if at and UNDERSCORES.match(lines[at - 1]) else at
        if quoted_from < len(lines) and _attribution(lines, at, quoted_from):
            return at
    return quoted_from


def _quoted_from(lines: list[str]) -> int:
    """From where on all lines are quoted: an answer between the lines of a quotation is none itself."""
    found = at = len(lines)
    while at and (not lines[at - 1].strip() or lines[at - 1].lstrip().startswith(QUOTE)):
        at -= 1
        if lines[at].strip():
            found = at
    return found


def _attribution(lines: list[str], at: int, quoted_from: int) -> bool:
    """Whether "On … wrote:" begins here, and nothing stands between it and what it introduces."""
    if not BEGINS.match(lines[at]):
        return False
    for count in range(1, MOST_WROTE_LINES + 1):
        said = " ".join(lines[at : at + count])
        if len(said) > LONGEST_LINE:
            return False
        if WROTE.search(said):
            return not any(
                line.strip() for line in lines[at + count : quoted_from][:MOST_WROTE_LINES]
            )
    return False


def _is_header_block(lines: list[str], at: int) -> bool:
    block = [line for line in lines[at : at + 8] if line.strip()][:6]
    return (
        bool(block)
        and bool(HEADER.match(lines[at]))
        and sum(bool(HEADER.match(line)) for line in block) >= FEWEST_HEADERS
    )


def _without_signature(lines: list[str]) -> list[str]:
    for at in range(len(lines) - 1, max(-1, len(lines) - 2 - MOST_SIGNATURE_LINES), -1):
        if SIGNATURE.match(lines[at]):
            lines = lines[:at]
            break
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    if lines and len(lines[-1]) < LONGEST_LINE and SENT_FROM.match(lines[-1]):
        lines = lines[:-1]
    return lines
