"""HTML mails as words."""

import time
import unittest

from cfm_app.channels.mail.html_text import words

MAIL = """<html><head><title>x</title><style>p{color:red}</style></head><body>
<p>Bonjour &amp; merci,<br>il manque <b>deux</b>
sacs &lt;de mil&gt;.</p><script>alert(1)</script><img src="http://a.example/pixel" alt="x">
<ul><li>un</li><li>deux</li></ul><table><tr><td>a</td><td>b</td></tr></table>
<div>Le lundi PAM a écrit :</div><blockquote>Que <i>manque</i>-t-il ?<br>Dites</blockquote></body></html>"""
READ = """Bonjour & merci,
il manque deux sacs <de mil>.

un
deux
a b
Le lundi PAM a écrit :
> Que manque-t-il ?
> Dites"""


class TestHtmlText(unittest.TestCase):
    def test_words_stay_and_nothing_else(self) -> None:
        self.assertEqual(words(MAIL), READ)

    def test_broken_html_still_speaks(self) -> None:
        self.assertEqual(words("<head><p>perdu<body><p>trouvé"), "trouvé")
        self.assertEqual(words("pas de balise < et > ici"), "pas de balise < et > ici")
        self.assertEqual(words("<div><blockquote><p>a</blockquote></blockquote>b"), "> a\nb")

    def test_hostile_html_costs_no_time(self) -> None:
        began = time.perf_counter()
        for part in ("<div> ", "<blockquote>", "<", "<!--", "&amp", "<a b='"):
            words(part * (400_000 // len(part)))
        self.assertLess(time.perf_counter() - began, 20)
