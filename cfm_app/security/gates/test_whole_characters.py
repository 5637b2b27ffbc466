"""Half a character in a request becomes a sign that can be stored and shown; nothing else changes."""

import json
from unittest import TestCase

import frappe

from cfm_app.security.gates import whole_characters
from cfm_app.security.gates.api_request import ApiRequest
from cfm_app.security.request_words import RequestWords

HALF, WHOLE, SIGN = "\ud83c", "\U0001f33e", "\ufffd"
DEEP = 100_000


class TestWholeCharacters(TestCase):
    def mended(self, **form: object) -> dict[str, object]:
        given = frappe._dict(form)
        whole_characters.mend(given)
        return given

    def test_halves_go_from_every_depth(self) -> None:
        self.assertEqual(self.mended(q=f"riz {HALF}")["q"], f"riz {SIGN}")
        self.assertEqual(
            self.mended(doc={"rows": [{"text": HALF}, WHOLE]})["doc"],
            {"rows": [{"text": SIGN}, WHOLE]},
        )
        self.assertEqual(list(self.mended(**{HALF: 1})), [SIGN])

    def test_halves_go_from_what_is_packed(self) -> None:
        once = json.dumps({"text": HALF, "other": WHOLE})
        twice = json.dumps({"doc": json.dumps([HALF])})
        self.assertEqual(
            json.loads(str(self.mended(doc=once)["doc"])), {"text": SIGN, "other": WHOLE}
        )
        packed = json.loads(str(self.mended(doc=twice)["doc"]))
        self.assertEqual(json.loads(packed["doc"]), [SIGN])

    def test_what_is_whole_stays_as_it_was_sent(self) -> None:
        for given in (
            "riz \\ud83c",
            json.dumps({"text": WHOLE, "é": "\u064a"}),
            '{ "text" : "\\ud83c\\udf3e" }',
            '{"text": "\\ud83c", ',
            {"rows": [WHOLE, 1, None, 2.5, True]},
            b"bytes",
        ):
            with self.subTest(given):
                self.assertIs(self.mended(value=given)["value"], given)

    def test_what_no_client_packs_is_refused(self) -> None:
        deep: list[object] = []
        for _time in range(DEEP):
            deep = [deep]
        asked = ApiRequest("POST", "/", None, {"value": deep}, RequestWords.within([], []))
        with self.assertRaises(frappe.ValidationError):
            whole_characters.check(asked)
