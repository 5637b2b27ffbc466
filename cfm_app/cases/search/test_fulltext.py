"""Which of the newest entries are asked first."""

from unittest.mock import patch

from cfm_app.cases.search import fulltext, tokens
from cfm_app.testing import CFMTestCase

A_DAY = tokens.SECONDS_OF_DAY * tokens.PER_SECOND


ENTRIES = 300


def newest(*days: int) -> fulltext.Group:
    """What is asked where the newest entry, and the last of the newest, are of these days."""
    starts = dict(zip((0, ENTRIES), days, strict=False))
    places = {start: [day * A_DAY + 1] for start, day in starts.items()}
    with patch.object(fulltext, "_place", lambda start: places.get(start, [])):
        return fulltext.newest_days(ENTRIES)


class TestNewest(CFMTestCase):
    def test_it_is_empty_with_few_entries(self) -> None:
        self.assertEqual((newest(), newest(9827)), ((), ()))

    def test_a_day_that_holds_more_than_is_asked_for_is_left_out(self) -> None:
        self.assertEqual(newest(9827, 9824), ("d_9825", "d_9826", "d_9827"))

    def test_the_newest_day_is_always_asked(self) -> None:
        self.assertEqual(newest(9827, 9827), ("d_9827",))

    def test_it_ends_at_so_many_days(self) -> None:
        asked = newest(9827, 1)
        first = 9827 - fulltext.MOST_DAYS
        self.assertEqual((asked[0], asked[-1]), (f"d_{first}", "d_9827"))


class TestExpression(CFMTestCase):
    def test_a_group_alone_is_one_of_its_words(self) -> None:
        self.assertEqual(fulltext.expression((("b", "c*"),)), "+(b c*)")

    def test_each_combination_is_asked_for(self) -> None:
        question = (("a",), ("b", "c*"))
        self.assertEqual(fulltext.expression(question), "(+a +b) (+a +c*)")
        asked = fulltext.expression(question, ("d_1", "d_2"))
        self.assertEqual(asked, "(+(d_1 d_2) +a +b) (+(d_1 d_2) +a +c*)")

    def test_a_combination_that_asks_for_more_than_another_is_left_out(self) -> None:
        self.assertEqual(fulltext.expression((("a", "ab"), ("b", "ab"))), "(+a +b) (+ab)")

    def test_many_combinations_stay_groups(self) -> None:
        words = tuple("abcde")
        asked = fulltext.expression((words, words), ("d_1",))
        self.assertEqual(asked, "+d_1 +(a b c d e) +(a b c d e)")
