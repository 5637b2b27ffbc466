"""Words of a text, the pieces that are blacked out, and what is left."""

from cfm_app.data_protection.personal_data import redaction_words
from cfm_app.data_protection.personal_data.redaction_words import BLACK
from cfm_app.testing import CFMTestCase

WORDS = "Zenaba Kosso says her card was lost in qzxplace; call 66123456. The queue was long."


class TestWords(CFMTestCase):
    def test_words_side_by_side_are_one_piece(self) -> None:
        text = "Moussa Abakar wrote a.b@c.org and +235 66 11 22 33, l'Amina too"
        for piece, left in (
            ("Moussa Abakar", f"{BLACK} wrote"),
            ("a.b@c.org", f"wrote {BLACK} and"),
            ("+235 66 11 22 33", f"and {BLACK}, l'Amina"),
            ("Amina", f"l'{BLACK} too"),
        ):
            start = text.index(piece)
            marked = redaction_words.within(text, start, start + len(piece))
            told = redaction_words.blacken(text, redaction_words.spans(text, marked))
            self.assertIn(left, told)
            self.assertNotIn(piece, told)

    def test_no_line_is_joined_to_the_next_one(self) -> None:
        text = "One\nTwo"
        self.assertEqual(2, len(redaction_words.spans(text, [0, 1])))

    def test_arabic_vowels_part_no_word(self) -> None:
        text = "مُحَمَّد جاء"
        self.assertEqual(2, len(redaction_words.words(text)))
        spans = redaction_words.spans(text, [0])
        self.assertEqual(f"{BLACK} جاء", redaction_words.blacken(text, spans))

    def test_what_was_marked_is_found_again(self) -> None:
        spans = redaction_words.spans(WORDS, [0, 1, 9])
        self.assertEqual([0, 1, 9], redaction_words.marked_by(WORDS, spans))

    def test_the_pieces_make_up_the_text(self) -> None:
        found = redaction_words.words(WORDS)
        whole = "".join(word.before + word.text for word in found)
        self.assertEqual(WORDS, whole + redaction_words.ending(WORDS))
