"""Words come back as they were written, and no desk sees HTML in them."""

from unittest import TestCase

from cfm_app.channels import plain_text

SAID = (
    "riz & mil",
    "moins de 5 < 10 > 3",
    "<b>gras</b> &amp; fin",
    "&lt;",
    "&",
    "Il manque du mil 🌾",
    "لم نستلم الحصة",
    "zero\u200bwidth",
    "",
)


class TestPlainText(TestCase):
    def test_words_come_back(self) -> None:
        for text in SAID:
            kept = plain_text.escaped(text)
            self.assertEqual(plain_text.unescaped(kept), text)
            self.assertNotIn("<", kept)

    def test_what_no_desk_could_mistake_stays_as_it_is(self) -> None:
        for text in ("riz & mil", 'C\'est "bon"'):
            self.assertEqual(plain_text.escaped(text), text)
