"""Menus and tools lead to nothing that was taken away, and to all that is here."""

from unittest import TestCase

from cfm_app.web.pages import features


class TestFeatures(TestCase):
    def test_pages_of_the_app_are_there_if_they_are_here(self) -> None:
        self.assertTrue(features.is_there("/cfm/console?shown=late"))
        self.assertFalse(features.is_there("/cfm/taken-away"))

    def test_so_are_lists_of_its_doctypes(self) -> None:
        self.assertTrue(features.is_there("/app/cfm-channel-account"))
        self.assertFalse(features.is_there("/app/cfm-taken-away"))

    def test_what_a_desk_has_besides_is_always_there(self) -> None:
        self.assertTrue(features.is_there("/app/dashboard-view"))
        self.assertTrue(features.is_there("/app/case-category"))
