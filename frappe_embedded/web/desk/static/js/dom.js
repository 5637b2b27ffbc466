/** Small helpers for elements; texts in the user's language. */

const texts = JSON.parse(document.getElementById('texts')?.textContent || '{}');

/** Learn the texts that a page brings along for its own scripts. */
export function learnTexts() {
  for (const brought of all('.area-texts')) Object.assign(texts, JSON.parse(brought.textContent));
}

const language = document.documentElement.lang || 'en';
// An office's own language counts and writes as the one that it is based on.
const spoken = [language, document.documentElement.dataset.fallback || 'en'];
const plural = new Intl.PluralRules(spoken);
const numbers = new Intl.NumberFormat(spoken.map((each) => `${each}-u-nu-latn`));
// The forms of what is counted: "[{0} ligne|{0} lignes]", of another value than the first "[1:…|…]".
const FORMS = /\[(?:(\d):)?([^[\]|]*\|[^[\]]*)\]/g;
const CATEGORIES = ['zero', 'one', 'two', 'few', 'many', 'other'];

function fitting(value, forms) {
  const category = plural.select(Math.abs(Number(value)));
  if (forms.length === CATEGORIES.length) return forms[CATEGORIES.indexOf(category)];
  return category === 'one' ? forms[0] : forms.at(-1);
}

/**
 * A text in the user's language, with {0}, {1} … filled in: numbers as they are written there, and what they
 * count in the form that fits.
 * @param {string} text @param {...*} values @returns {string}
 */
export function t(text, ...values) {
  const formed = (texts[text] || text).replace(FORMS, (_all, at, forms) => fitting(values[at || 0], forms.split('|')));
  return formed.replace(/\{(\d+)\}/g, (hole, at) => (typeof values[at] === 'number' ? numbers.format(values[at]) : String(values[at] ?? hole)));
}

/** @param {string} selector @param {ParentNode} [root] @returns {any} */
export const one = (selector, root = document) => root.querySelector(selector);

/** @param {string} selector @param {ParentNode} [root] @returns {any[]} */
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/**
 * A new element. Keys that begin with "on" are listeners, the others attributes; children are
 * nodes or text.
 * @param {string} tag @param {Object<string, *>} [attributes] @param {...(Node|string|null|undefined|false)} children
 * @returns {any}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child || child === ''));
  return element;
}

/** Take the files that are chosen, also those chosen before this script was there. @param {HTMLInputElement} input @param {() => void} take */
export function onFiles(input, take) {
  input.addEventListener('change', take);
  if (input.files.length) take();
}

/** An icon of the page's sprite. @param {string} name @returns {SVGElement} */
export function icon(name) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(space, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/** The JSON that the server put into the page. @returns {any} */
export const pageData = () => JSON.parse(one('#page-data')?.textContent || '{}');

/** Whether keys go into a control just now. @param {EventTarget|null} target */
export function isTyping(target) {
  return target instanceof Element && Boolean(target.closest('input, textarea, select, [contenteditable="true"], dialog'));
}

/**
 * A function that runs only when nobody called it for a while.
 * @param {Function} action @param {number} wait @returns {(...values: any[]) => void}
 */
export function calmed(action, wait) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => action(...values), wait);
  };
}

/** HTML of the server's messages as plain text. @param {string} html @returns {string} */
export function plain(html) {
  const parsed = new DOMParser().parseFromString(String(html).replace(/<br\s*\/?>/gi, '\n'), 'text/html');
  return (parsed.body.textContent || '').trim();
}
