"""What the documents name exists: files, links, and the modules of their tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [*(ROOT / "docs").rglob("*.md"), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md"))]
)
FOLDERS = ("cfm_app", "frappe_embedded", "tests", "benchmarks", "docs")
FILE = re.compile(r"`([\w./-]+\.(?:py|js|css))`")
LINK = re.compile(r"\]\(([^)#\s:]+)(?:#[^)]*)?\)")
MODULES_OF = re.compile(r"\| module of `([\w/]+)` \|")
FIRST_CELL = re.compile(r"\| (`[\w/]+`(?:, `[\w/]+`)*)")
# A pattern, not a file.
MADE_UP = frozenset(("scenarios/NN_topic.py",))


@pytest.fixture(scope="module")
def files() -> list[str]:
    return [
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.*")
    ]


def modules(text: str) -> Iterator[tuple[str, str]]:
    """Package and module of each row of the tables that list modules."""
    package = ""
    for line in text.splitlines():
        if found := MODULES_OF.match(line):
            package = found[1]
        elif not line.startswith("|"):
            package = ""
        elif package and (cell := FIRST_CELL.match(line)):
            yield from ((package, name) for name in re.findall(r"`([\w/]+)`", cell[1]))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_a_document_names_are_there(document: Path, files: list[str]) -> None:
    named = set(FILE.findall(document.read_text(encoding="utf-8"))) - MADE_UP
    gone = [each for each in named if not any(f"/{file}".endswith(f"/{each}") for file in files)]
    assert gone == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert [each for each in links if not (document.parent / each).exists()] == []


def test_the_modules_of_the_tables_are_there() -> None:
    rows = list(modules((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")))
    gone = [
        f"{package}/{name}"
        for package, name in rows
        if not any((ROOT / f"{package}/{name}{ending}").exists() for ending in ("", ".py"))
    ]
    assert rows
    assert gone == []
