/** Link fields: type a few letters, choose with the keyboard, never load all rows. */
import { ask, request, resourcePath } from './api.js';
import { calmed, plain, t } from './dom.js';
import { Options } from './options.js';
import { toast } from './toast.js';

const SHOWN = 10;
const MOST_RECENT = 5;

/**
 * @typedef {Object} LinkOptions
 * @property {() => string|undefined} doctype of which documents are offered
 * @property {string} reference DocType that holds the field
 * @property {string[]} creatable DocTypes of which a new document may be made
 * @property {Object<string, string>} [named] those for which a name is enough, with the field of the name
 * @property {(value: string|null, label?: string) => void} choose
 * @property {boolean} [clears] whether the input empties after a choice
 * @property {() => any[]} [filters] what narrows the choices just now
 * @property {(text: string) => void} [doubted] hears of a text that leads to no entry and stays as it was typed; of none when it is mended
 */

/** @type {Promise<any>} */
let looking = Promise.resolve();

/** Once it is known what was typed last into link fields. */
export const lookedUp = () => looking;

/** @param {HTMLInputElement} input @param {LinkOptions} link */
export function bindLink(input, link) {
  const options = new Options(input, null, async (choice) => {
    if (choice.create) {
      window.open(choice.create, '_blank', 'noopener');
      return;
    }
    if (choice.make && !await make(choice)) return;
    shown = choice.label;
    link.doubted?.('');
    remember(link.doctype(), choice);
    link.choose(choice.value, choice.label);
    if (link.clears) input.value = '';
  });
  options.takesOnTab = true;
  let shown = input.value;
  let latest = 0;

  const search = async () => {
    const doctype = link.doctype();
    const words = input.value.trim();
    const turn = ++latest;
    if (!doctype) {
      options.show([], t('Choose the kind of entry first'));
      return;
    }
    const filters = link.filters?.() || [];
    const found = await lookUp(doctype, words, filters).catch(() => null);
    if (turn !== latest || document.activeElement !== input) return;
    const none = filters.length ? t('Nothing fits: only what belongs to what is chosen above is offered.') : t('Nothing fits. Try fewer letters.');
    options.show(choicesOf(doctype, words, found || [], link, filters.length > 0), none);
  };
  const calm = calmed(search, 150);
  const lookUp = (doctype, words, filters) => ask('frappe.desk.search.search_link', {
    doctype, txt: words, reference_doctype: link.reference, page_length: SHOWN, ...(filters.length ? { filters } : {}),
  });

  input.addEventListener('input', calm);
  input.addEventListener('focus', () => input.select());
  input.addEventListener('click', () => { if (!options.isOpen) search(); });
  input.addEventListener('keydown', (event) => {
    // The Enter that took a choice has closed the list; it is not to open it again.
    if (event.defaultPrevented) return;
    if (!options.isOpen && (event.key === 'ArrowDown' || (event.key === 'Enter' && !event.ctrlKey))) {
      event.preventDefault();
      search();
    }
  });
  input.addEventListener('blur', () => {
    latest += 1;
    if (link.clears) input.value = '';
    else if (!input.value.trim() && shown) {
      shown = '';
      link.doubted?.('');
      link.choose(null);
    } else if (input.value.trim() && input.value !== shown) looking = Promise.all([looking, leave()]);
    else link.doubted?.('');
  });
  /** What was typed is taken where it names one entry, and else stays, with a word. */
  const leave = async () => {
    const words = input.value.trim();
    const doctype = link.doctype();
    if (!link.doubted) {
      input.value = shown;
      return;
    }
    link.doubted(words);
    const found = doctype ? await lookUp(doctype, words, link.filters?.() || []).catch(() => []) : [];
    const same = found.map((row) => choiceOf(doctype, row)).filter(({ value, label }) => [value, label].some((text) => fold(text) === fold(words)));
    if (same.length !== 1 || input.value.trim() !== words) return;
    shown = same[0].label;
    link.doubted('');
    link.choose(same[0].value, shown);
  };
}

/** Without accents and capitals. @param {string} text */
const fold = (text) => String(text).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

/** Store the entry that was typed as a choice; whether that worked. @param {any} choice @returns {Promise<boolean>} */
async function make(choice) {
  try {
    const { doctype, fieldname } = choice.make;
    const made = await request('POST', resourcePath(doctype), { [fieldname]: choice.value });
    choice.value = made.data.name;
    choice.label = made.data.name;
    choice.note = '';
    return true;
  } catch (error) {
    toast(/** @type {Error} */ (error).message);
    return false;
  }
}

/** People are called by their names, with the address beside. @param {string} doctype @param {any} row */
function choiceOf(doctype, { value, label, description }) {
  const note = plain(description || '');
  if (doctype === 'User' && !label && note) return { value, label: note, note: value };
  return { value, label: label || value, note };
}

/** @param {string} doctype @param {string} words @param {any[]} found @param {LinkOptions} link @param {boolean} isNarrowed */
function choicesOf(doctype, words, found, { creatable, named = {} }, isNarrowed) {
  const choices = found.map((row) => choiceOf(doctype, row));
  if (!words && !isNarrowed) {
    const known = recent(doctype);
    const others = choices.filter((choice) => !known.some((each) => each.value === choice.value));
    choices.splice(0, choices.length, ...known, ...others);
  }
  const isThere = choices.some(({ value, label }) => [value, label].some((text) => text.toLowerCase() === words.toLowerCase()));
  if (words && named[doctype] && !isThere) {
    choices.push({ make: { doctype, fieldname: named[doctype] }, value: words, label: t('Create “{0}”', words), note: '', className: 'option-new' });
  } else if (creatable.includes(doctype)) {
    const url = `/app/${doctype.toLowerCase().replaceAll(' ', '-')}/new`;
    choices.push({ create: url, label: t('New entry…'), note: '', className: 'option-new' });
  }
  return choices;
}

/** What was chosen last, as long as the page lives: names of people, which nothing may keep. @type {Map<string, any[]>} */
const recently = new Map();

/** @param {string} doctype @returns {any[]} */
const recent = (doctype) => recently.get(doctype) || [];

function remember(doctype, { value, label, note }) {
  if (!doctype) return;
  const others = recent(doctype).filter((each) => each.value !== value);
  recently.set(doctype, [{ value, label, note }, ...others].slice(0, MOST_RECENT));
}
