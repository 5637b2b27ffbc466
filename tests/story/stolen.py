"""What somebody finds who has stolen the folder of a site."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

LARGE = 4096
LEAST_ENTROPY = 7.9
"""Bits a byte; what is encrypted or by chance has 8."""

KNOWN_NAMES = re.compile(
    r"site\.db(-wal|-shm)?|site_config\.json|apps\.json|key\.json|cfm-erasures\.jsonl"
    r"|in_use|[0-9a-f]{32}(\.lock)?|[0-9a-z]{10}-\d+\.eml|\d{8}_\d{6}-\w+\.tar\.gz"
)
"""The parts that every site has, and names that are made by chance or from a key."""

READABLE = ("key.json",)
"""How the passphrase opens the site: the parameters by which a typed one is tried."""

WITHOUT_CONTENT = ("site.db-shm",)
"""Which page lies where in the log; SQLite keeps it in memory that is shared by a file."""

FEWEST_SIGNS = 5
"""So many different ones a text has."""

_TEXT = re.compile(rb"[A-Za-z][A-Za-z _'-]{17,}|[\x20-\x7e]{28,}")


def files_of(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def told(folder: Path, *markers: str) -> list[str]:
    """What the folder tells: marker words in names or contents, readable text, contents that are not by chance."""
    found = []
    for path in files_of(folder):
        name, content = path.relative_to(folder).as_posix(), path.read_bytes()
        if not KNOWN_NAMES.fullmatch(path.name):
            found.append(f"{name}: is called so")
        found += [f"{name}: {word}" for word in markers if _holds(name.encode() + content, word)]
        if path.name in READABLE:
            continue
        # A compressed archive says how it is called itself, and its end is one sign many times.
        readable = [
            each
            for each in _TEXT.findall(content)
            if each.decode() not in path.name and len(set(each)) >= FEWEST_SIGNS
        ]
        found += [f"{name}: {each[:60]!r}" for each in readable[:3]]
        if len(content) > LARGE and path.name not in WITHOUT_CONTENT:
            bits = entropy(content)
            if bits < LEAST_ENTROPY:
                found.append(f"{name}: {bits:.2f} bits a byte")
    return found


def _holds(content: bytes, word: str) -> bool:
    lower = content.lower()
    return any(word.lower().encode(code) in lower for code in ("utf-8", "utf-16-le"))


def entropy(content: bytes) -> float:
    """Bits a byte, by how often each occurs."""
    total = len(content)
    return -sum(n / total * math.log2(n / total) for n in Counter(content).values())
