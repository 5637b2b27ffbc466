"""What of a mail is shown: the words of now, never less than somebody wrote."""

import time
import unittest

from cfm_app.channels.mail.quotes import own_words

SAID = "Il manque deux sacs.\n\nMerci"
KEPT = [
    "Bonjour\n> première question ?\nOui.\n> seconde ?\nNon.",
    "> tout est cité",
    "From: a\nSent: b\nTo: c\nSubject: d\n\nUne plainte transmise",
    "Je viens de Bol.\nDe plus, le mil manque.\nObjet perdu : la carte.",
    "Liste :\n- mil\n- huile\n\nLe chef a écrit : il viendra demain",
]
CUT = [
    "\n\nLe lun. 4 mai 2026 à 10:12, PAM <a@pam.td> a écrit :\n\n> Bonjour,\n> que manque-t-il ?\n",
    "\n\nLe lun. 4 mai 2026 à 10:12, PAM Tchad Mécanisme de retour\n<a@pam.td> a\nécrit :\n> Bonjour",
    "\n\nOn Mon, May 4, 2026 at 10:12 AM WFP <a@wfp.td> wrote:\n> Hello\n> > Earlier",
    "\n\nفي الاثنين 4 مايو 2026 كتب PAM <a@pam.td>:\n> مرحبا",
    "\n\n-----Original Message-----\nFrom: WFP\nHello",
    "\n\n-----Message d'origine-----\nBonjour",
    "\n________________________________\nDe : PAM <a@pam.td>\nEnvoyé : lundi\nÀ : B\nObjet : x\n\nBonjour",
    "\n-- \nAchta\n66 12 34 56",
    "\n\nEnvoyé de mon iPhone",
    "\n\nEnvoyé de mon iPhone\n\n> Bonjour\n",
]


class TestQuotes(unittest.TestCase):
    def test_what_was_quoted_is_left_out(self) -> None:
        for rest in CUT:
            with self.subTest(rest):
                self.assertEqual(own_words(SAID + rest), SAID)

    def test_what_may_be_said_now_stays(self) -> None:
        for text in KEPT:
            with self.subTest(text):
                self.assertEqual(own_words(text), text)

    def test_a_hostile_mail_costs_no_time(self) -> None:
        parts = ("> \n", "On x ", "On x\n", "De : x\n", "-- \n", "Le " * 50 + "\n", "\n")
        began = time.perf_counter()
        for part in parts:
            own_words(part * (400_000 // len(part)) + "fin")
        self.assertLess(time.perf_counter() - began, 10)
