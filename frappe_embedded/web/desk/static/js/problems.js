/** What is wrong with a form: said beside the field, and summed up on top with links. */
import { el, icon, one, plain, t } from './dom.js';
import { controlOf } from './values.js';

/**
 * @typedef {Object} Problem
 * @property {string} text
 * @property {any} [scope] the fields among which it is @property {string} [fieldname]
 */

/** @param {Problem[]} problems */
export function showProblems(problems) {
  const place = one('#form-errors');
  for (const { scope, fieldname, text } of problems) if (fieldname) scope.markError(fieldname, text);
  if (!problems.length) {
    place.replaceChildren();
    return;
  }
  const lines = problems.map((problem) => el('li', {}, problem.fieldname
    ? el('a', { href: '#', onclick: (event) => { event.preventDefault(); goTo(problem); } }, problem.text)
    : problem.text));
  const title = t('Not saved. {0} things need your attention:', problems.length);
  place.replaceChildren(el('div', { class: 'alert alert-red', role: 'alert' }, icon('circle-alert'),
    el('div', {}, el('strong', {}, title), el('ul', { class: 'problem-list' }, ...lines))));
  const first = problems.find((problem) => problem.fieldname);
  if (first) goTo(first);
  else place.focus();
  place.scrollIntoView({ block: 'nearest' });
}

/**
 * What the server did instead of what was asked, or has to say besides: nothing has to be corrected.
 * @param {string} title @param {string[]} texts @param {{href: string, text: string}[]} [links]
 */
export function showNotice(title, texts, links = []) {
  const place = one('#form-errors');
  place.replaceChildren(el('div', { class: 'alert alert-amber', role: 'status' }, icon('info'),
    el('div', {}, title ? el('strong', {}, plain(title)) : null, ...texts.map((text) => el('p', {}, text)),
      ...links.map(({ href, text }) => el('p', {}, el('a', { href }, text))))));
  place.focus();
  place.scrollIntoView({ block: 'nearest' });
}

/** Open the tab and the section of a field and put the focus into it. @param {Problem} problem */
export function goTo({ scope, fieldname }) {
  const wrapper = scope.wrappers.get(fieldname);
  if (!wrapper) return;
  const panel = wrapper.closest('.panel');
  if (panel?.hidden) one(`[aria-controls="${panel.id}"]`)?.click();
  const folded = wrapper.closest('details.section');
  if (folded) folded.open = true;
  controlOf(wrapper)?.focus();
}

/**
 * The server's words as problems; those that name a field go beside it.
 * @param {any} error @param {any} form @returns {Problem[]}
 */
export function problemsOf(error, form) {
  const scope = form.scope;
  if (error.missing.length) {
    return error.missing.map((fieldname) => ({
      scope, fieldname: scope.wrappers.has(fieldname) ? fieldname : undefined, text: t('{0} is missing', scope.byName.get(fieldname)?.label || fieldname),
    }));
  }
  const byLength = [...scope.wrappers.keys()].map((name) => scope.byName.get(name))
    .filter((field) => field?.label).sort((one_, other) => other.label.length - one_.label.length);
  return error.messages.map((text) => ({ text, scope, fieldname: byLength.find(({ label }) => names(text, label))?.fieldname }));
}

/**
 * Whether a sentence speaks of a field: by its label as it is written. A label that is a word of the language
 * as well ("Person") begins sentences that speak of something else.
 * @param {string} text @param {string} label
 */
function names(text, label) {
  const found = new RegExp(`(^|[^\\p{L}])${escaped(label)}(?=([^\\p{L}]|$))`, 'u').exec(text);
  if (!found) return false;
  const begins = /(^|[.!?:]\s*)$/u.test(text.slice(0, found.index + found[1].length));
  return !begins || label.includes(' ') || !/^\s+\p{Ll}/u.test(text.slice(found.index + found[0].length));
}

/** @param {string} text */
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
