"""What is asked for finds all that is meant: the words of the index and those of a question fit."""

import json
from pathlib import Path

import frappe

from cfm_app.cases.search import text_normalization, tokens
from cfm_app.cases.search.search_input import SearchInput
from cfm_app.testing import CFMTestCase

QUERIES = json.loads(Path(__file__).with_name("queries.json").read_text(encoding="utf-8"))
NAMES = (
    "Mahamat Saleh",
    "Allah Brahim",
    "Abdel Kerim",
    "Haroun Idriss",
    "هارون عبد الله",
    "Mbaïlassem",
)


def said(text: str) -> set[str]:
    empty = dict.fromkeys((*tokens.CASE_TEXTS, "location", "incident_location", "source_id"))
    case = frappe._dict({**empty, "name": "CFM-2026-000001", "description": text})
    return tokens.of_case(case)


def answers(found: set[str], question: tuple[tuple[str, ...], ...]) -> bool:
    def has(word: str) -> bool:
        if word.endswith("*"):
            return any(each.startswith(word[:-1]) for each in found)
        return word in found

    return all(any(has(word) for word in group) for group in question)


class TestTokens(CFMTestCase):
    def test_each_form_of_a_word_and_each_longer_word_is_found(self) -> None:
        texts = [case["description"] for case in QUERIES["cases"].values()]
        texts += ["vivre vivres vivrons", "donner donnons donation", "ratio ration rations"]
        words = {word for text in texts for word in text_normalization.words(text)}
        for asked in sorted(words):
            nearest, *longer = SearchInput.of(asked).said or [()]
            for word in sorted(words):
                if text_normalization.stem(asked) == text_normalization.stem(word):
                    self.assertTrue(answers(said(word), nearest), (asked, word))
                    self.assertTrue(all(answers(said(word), q) for q in longer), (asked, word))
                elif word.startswith(asked) and len(asked) > 3:
                    self.assertTrue(any(answers(said(word), q) for q in longer), (asked, word))

    def test_a_name_is_found_as_it_sounds_in_one_word_or_in_two(self) -> None:
        for name in NAMES:
            found = tokens.names(name, tokens.NAME, tokens.NAME_CONSONANTS)
            for asked in (name, "".join(name.split())):
                for question in SearchInput.of(asked).person:
                    self.assertTrue(answers(found, question), (asked, name, question))
