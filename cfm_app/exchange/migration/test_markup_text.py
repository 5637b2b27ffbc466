"""HTML and entities of SugarCRM as plain text."""

import time
from unittest import TestCase

from cfm_app.exchange.migration.markup_text import plain


class TestMarkupText(TestCase):
    def test_paragraphs_lists_tables_and_links_stay_readable(self) -> None:
        for stored, read in (
            ("<p>Un&nbsp;sac</p>\r\n<p>l&#39;huile<br />manque</p>", "Un sac\nl'huile\nmanque"),
            (
                "<div>Il faut :</div><ul><li>du riz</li><li>de l'eau<ol><li>claire</li><li>froide"
                "</li></ol></li></ul>fin",
                "Il faut :\n- du riz\n- de l'eau\n\xa0\xa01. claire\n\xa0\xa02. froide\nfin",
            ),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\nc"),
            (
                'Voir <a href="https://x.test/a?b=1&amp;c=2">la page</a> et <a href="https://y.test">y.test</a>',
                "Voir la page (https://x.test/a?b=1&c=2) et y.test",
            ),
            ('<p>Photo <img src="x" alt="la carte"></p>', "Photo [la carte]"),
            ("<style>p {color: red}</style><p>dit</p><!-- nie -->", "dit"),
            ("Ligne 1\nLigne <b>2</b>", "Ligne 1\nLigne 2"),
        ):
            self.assertEqual(plain(stored), read)

    def test_entities_are_decoded_however_often_they_were_encoded(self) -> None:
        for stored in (
            "l&#039;eau",
            "l&amp;#039;eau",
            "l&amp;amp;#039;eau",
            "<b>l&amp;#39;eau</b>",
        ):
            self.assertEqual(plain(stored), "l'eau")
        self.assertEqual(plain("&lt;p&gt;l&amp;#39;eau&lt;/p&gt;"), "l'eau")

    def test_what_only_looks_like_markup_stays(self) -> None:
        for said in (
            "5 < 6 > 4",
            "l'école <3",
            "R&D ; a&copy=1",
            "de <Achta> pour <moi>",
            "a<b",
            "",
        ):
            self.assertEqual(plain(said), said)
        self.assertEqual(plain("<p>de <Achta> et 3<5</p>"), "de <Achta> et 3<5")
        self.assertEqual(plain("<p>a</p><script>b"), "a\nb")

    def test_hostile_markup_is_read_quickly(self) -> None:
        for hostile in (
            "<p>" + "<a " * 60_000,
            "<ul>" * 60_000,
            "<p>" + "<!--" * 60_000,
            "<p>" * 99_999,
        ):
            begun = time.process_time()
            plain(hostile)
            self.assertLess(time.process_time() - begun, 5)
