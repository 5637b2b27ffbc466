"""Every word a user sees has a French translation; fields, states and actions an Arabic one."""

import ast
import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest import TestCase

APP = Path(__file__).resolve().parents[2]
NAMES = APP / "fixtures" / "names"
PAGES = ("pages", "www", "templates/cfm")
SCRIPT_TEXT = re.compile(r"\bt\(\s*'((?:[^'\\]|\\.)+)'")
JINJA = re.compile(r"""_\(\s*(?:"([^"]+)"|'([^']+)')""")
CALL = re.compile(r'\b_\(\s*"([^"]+)"')


def rows(language: str) -> list[list[str]]:
    with (APP / "translations" / f"{language}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


def table(language: str) -> dict[str, str]:
    return {row[0]: row[1] for row in rows(language)}


def labels() -> Iterator[str]:
    """Names, labels and options of the DocTypes; roles, states and actions; the workspace."""
    for file in APP.glob("cfm_app/doctype/*/*.json"):
        doctype = json.loads(file.read_text(encoding="utf-8"))
        yield doctype["name"]
        yield from (action["label"] for action in doctype["actions"])
        for field in doctype["fields"]:
            yield field.get("label") or ""
            if field["fieldtype"] == "Select":
                yield from field.get("options", "").split("\n")
    for file in APP.glob("cfm_app/workspace/*/*.json"):
        workspace = json.loads(file.read_text(encoding="utf-8"))
        for row in (*workspace["shortcuts"], *workspace["links"]):
            yield row["label"]
    for file in NAMES.glob("*.json"):
        yield from (row["name"] for row in json.loads(file.read_text(encoding="utf-8")))


def messages() -> Iterator[str]:
    """What the code and the templates say."""
    for file in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            is_call = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_"
            if is_call and node.args and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)
    for file in APP.rglob("*.html"):
        yield from template_texts(file)
    for file in APP.glob("cfm_app/doctype/*/*.json"):
        for field in json.loads(file.read_text(encoding="utf-8"))["fields"]:
            yield field.get("description") or ""


def template_texts(file: Path) -> Iterator[str]:
    for double, single in JINJA.findall(file.read_text(encoding="utf-8")):
        yield double or single


def page_texts() -> Iterator[str]:
    """What the pages and their scripts say: all of it, in every language of the pages."""
    for folder in PAGES:
        for file in (APP / folder).rglob("*.html"):
            yield from template_texts(file)
        for file in (APP / folder).rglob("*.py"):
            yield from CALL.findall(file.read_text(encoding="utf-8"))
    for file in (APP / "public" / "js").glob("*.js"):
        for text in SCRIPT_TEXT.findall(file.read_text(encoding="utf-8")):
            yield text.replace("\\'", "'")


def missing(words: Iterator[str], known: dict[str, str]) -> list[str]:
    return sorted({word for word in words if word and not word.isdigit()} - known.keys())


class TestTranslations(TestCase):
    def test_french_is_complete(self) -> None:
        self.assertEqual(missing(labels(), table("fr")), [])
        self.assertEqual(missing(messages(), table("fr")), [])

    def test_a_text_has_one_translation(self) -> None:
        """Of two rows the last would count, and say of one place what was meant for another."""
        for language in ("fr", "ar"):
            counted = Counter((row[0], *row[2:]) for row in rows(language))
            self.assertEqual([text for text, number in counted.items() if number > 1], [])

    def test_arabic_has_fields_states_and_actions(self) -> None:
        self.assertEqual(missing(labels(), table("ar")), [])

    def test_pages_are_complete_in_both_languages(self) -> None:
        for language in ("fr", "ar"):
            self.assertEqual(missing(page_texts(), table(language)), [])

    def test_placeholders_are_kept(self) -> None:
        for language in ("fr", "ar"):
            for source, target in table(language).items():
                for place in re.findall(r"\{\d\}", source):
                    self.assertIn(place, target, source)

    def test_french_quotation_marks_keep_their_words(self) -> None:
        """A plain space would let a line end between a mark and the word that it quotes."""
        loose = re.compile(r"«(?!\u202f)|(?<!\u202f)»")
        self.assertEqual([text for text in table("fr").values() if loose.search(text)], [])
