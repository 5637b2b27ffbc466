"""What a feature adds to a menu stands where it asks for, and takes nobody's place."""

from unittest import TestCase

from cfm_app.web.pages import features


class TestFeatures(TestCase):
    def setUp(self) -> None:
        self.entries = [{"route": "/cfm/one"}, {"route": "/cfm/two"}]

    def test_an_entry_stands_behind_the_one_that_it_names(self) -> None:
        self.assertEqual(self.put("/cfm/one"), ["/cfm/one", "/cfm/new", "/cfm/two"])

    def test_where_that_was_taken_away_it_goes_last(self) -> None:
        self.assertEqual(self.put("/cfm/gone"), ["/cfm/one", "/cfm/two", "/cfm/new"])

    def put(self, after: str) -> list[str]:
        features.put_behind(self.entries, {"route": "/cfm/new"}, after)
        return [each["route"] for each in self.entries]
