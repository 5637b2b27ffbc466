"""Which of the texts on a screen are English, judged by what the desk itself has translated."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import Page

from ..tongue import FRENCH, catalogue

# Visible, or behind a button of this screen: what a menu or another tab of the form holds. What
# people typed is no word of the desk, nor is what stands in a box of code.
READ = """() => {
  const ASIDE = ['script', 'style', 'textarea', 'template', 'noscript', 'pre', 'code', '[aria-hidden=true]', '.sr-only',
    '.ace_editor', '.ql-editor', '.visually-hidden', '.avatar', '.print-format', '.comment-content',
    '.tooltip-content', '.timeline-message-box', '.timeline-content b',
    '.list-row .level-left', '.link-field .awesomplete'].join(', ');
  const WRITTEN = /^(Data|.*Text|Markdown Editor|HTML Editor|Code|Icon|Autocomplete|Dynamic Link|Select)$/;
  const told = new Set(Object.values(frappe.boot.user_info ?? {}).map((each) => each.fullname));
  const note = (doctype, row) => {
    for (const { fieldname, fieldtype, options } of frappe.get_meta(doctype)?.fields ?? []) {
      const value = row[fieldname];
      if (Array.isArray(value)) value.forEach((each) => note(options, each));
      // A choice is a word, but where it names a field.
      else if (fieldtype === 'Select' && !/^[a-z_]+$/.test(value)) continue;
      else if (WRITTEN.test(fieldtype) && value) {
        [value, ...String(value).split('\\n')].forEach((each) => told.add(plain(each)));
      }
    }
    told.add(plain(row.name));
  };
  const CLOSED = '.dropdown-menu, .tab-pane';
  const found = new Set();
  const plain = (text) => String(text ?? '').trim().replace(/\\s+/g, ' ');
  const add = (text) => plain(text) && !told.has(plain(text)) && found.add(plain(text));
  const look = (at) => {
    if (at.matches(ASIDE)) return;
    const style = getComputedStyle(at);
    if ((style.display === 'none' && !at.matches(CLOSED)) || style.visibility === 'hidden') return;
    // Frappe gives each control the name of its field.
    if (!/^[a-z_0-9]+$/.test(at.title)) add(at.title);
    add(at.getAttribute('placeholder'));
    add(at.getAttribute('aria-label'));
    // The letter of a shortcut is underlined, apart from the rest of its word.
    if (at.querySelector(':scope > .alt-underline')) return void add(at.textContent);
    for (const each of at.childNodes) {
      if (each.nodeType === Node.TEXT_NODE) add(each.data);
      else if (each.nodeType === Node.ELEMENT_NODE) look(each);
    }
  };
  if (window.cur_frm?.doc) note(cur_frm.doctype, cur_frm.doc);
  look(document.body);
  return [...found];
}"""
MESSAGES = "() => Object.entries(frappe._messages)"

WORD = re.compile(r"[^\W\d_][^\W\d_']{2,}")
# Addresses, numbers of documents, names of fields and formats of dates.
NO_WORDS = re.compile(r"\S+@\S+|\S*[/_]\S*|\b[A-Z]+-[\w-]+|\b[dmyHs]{2,4}([-/.: ][dmyHs]{2,4})+")
# Names of things that are called the same everywhere.
NAMES = frozenset(
    "cfm frappe excel whatsapp sms json csv pdf html url google microsoft ctrl shift alt enter"
    " africa ndjamena".split()
)

# Written by Frappe, or by a library in it, without a word that an app could translate.
UNHELPED = re.compile(
    "|".join(
        (
            r"^Filter based on ",  # the filters above the columns of a report
            r"^(Cliquer pour trier par|انقر للفرز حسب) ",  # the first column of a list, by its field
            r"^(Rapport )?CFM [A-Z].*",  # a report in the menu of a chart, by its number
            r"^(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|Mon|Wed|Fri)$",  # a heat map
            r"^Me$",  # who a list is filtered for
            r"^Administrator$",  # an account, by its name
            r"^\d+ Filters? Applied$",  # the button of filters
            r"^(Show Users|All Days|Weekends|Add Chart to Dashboard)$",  # buttons of Frappe's forms
            r"^(Adding Users|Rename User|Role Permissions Manager)$",  # the menu of help
            r"^[a-z_]+ \(.+\)$",  # a field in the form of a notification: name and translated label
            r"^(Construire|بناء) CFM ",  # a workflow, by its name
            r"^Days$",  # a filter of a chart, as it is stored
            r"^(Get started|Components to build your app)$",  # heads of a workspace, with their markup
        )
    )
)


@dataclass
class Lexicon:
    """What the desk says in a language, as it came with the page."""

    language: str
    messages: dict[str, str] = field(default_factory=dict)
    said: frozenset[str] = frozenset()
    english: frozenset[str] = frozenset()

    @classmethod
    def of(cls, page: Page, language: str) -> Lexicon:
        messages = dict(page.evaluate(MESSAGES))
        # What people wrote into the records is French, whatever the screens speak.
        texts = [*messages.values(), *catalogue(FRENCH).values()]
        native = {word for text in texts for word in _words(text)}
        # A word that some translation keeps is one of the language as well.
        english = {word for text in messages for word in _words(text)} - native - NAMES
        return cls(language, messages, frozenset(messages.values()), frozenset(english))

    def is_english(self, text: str) -> bool:
        """Whether a text has words that the desk says otherwise in the language."""
        # Records of the app have French names, which its English catalogue knows.
        if text in self.said or text in catalogue("en") or UNHELPED.match(text):
            return False
        if text in self.messages:
            return text.isascii()
        return any(word in self.english for word in _words(NO_WORDS.sub(" ", text)))


def read(page: Page) -> list[str]:
    """The texts on a screen, each once."""
    return list(page.evaluate(READ))


def _words(text: str) -> set[str]:
    return {word.lower().strip("'") for word in WORD.findall(re.sub(r"<[^>]*>", " ", text))}
