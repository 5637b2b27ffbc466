/** Reading and writing the controls of fields, one kind each. */
import { cleanHtml } from './clean.js';
import { all, one, plain } from './dom.js';

/** The main control of a field, for focus and state; one with helpers around it is marked. @param {HTMLElement} wrapper @returns {any} */
export const controlOf = (wrapper) => one('[data-main]', wrapper) || one('.link-input, [contenteditable], input:not([type="hidden"]), select, textarea, canvas, .grid', wrapper);

const NUMBERS = ['Int', 'Long Int', 'Float', 'Currency', 'Percent'];

/**
 * The value that the control of a field holds, as documents store it.
 * @param {HTMLElement} wrapper @returns {any}
 */
export function readValue(wrapper) {
  const control = controlOf(wrapper);
  const { kind, type } = wrapper.dataset;
  if (kind === 'check') return control.checked ? 1 : 0;
  if (kind === 'link') return control.dataset.value || null;
  if (kind === 'rich') return control.textContent.trim() || one('img', control) ? control.innerHTML : null;
  if (kind === 'rating') return Number(one('input:checked', wrapper)?.value || 0);
  if (kind === 'duration') return readDuration(wrapper);
  if (kind === 'attach' || kind === 'signature') return one('[data-value]', wrapper).dataset.value || null;
  if (control.value === '') return null;
  if (NUMBERS.includes(type)) return Number(control.value);
  if (type === 'Datetime') return withSeconds(control.value.replace('T', ' '));
  if (type === 'Time') return withSeconds(control.value);
  return control.value;
}

/** @param {string} text */
const withSeconds = (text) => (/\d\d:\d\d:\d\d/.test(text) ? text : `${text}:00`);

/** @param {HTMLElement} wrapper */
function readDuration(wrapper) {
  return all('[data-unit]', wrapper).reduce((sum, input) => sum + Number(input.value || 0) * Number(input.dataset.unit), 0);
}

/**
 * Show a value in the control of a field, or in its text where it is read only.
 * @param {HTMLElement} wrapper @param {any} value @param {string} [label] title of a linked document
 */
export function writeValue(wrapper, value, label) {
  const { kind, type } = wrapper.dataset;
  const control = controlOf(wrapper);
  const text = value === null || value === undefined ? '' : String(value);
  const fixed = one('.static', wrapper);
  if (fixed) fixed.textContent = label ?? (type === 'Text Editor' ? plain(text) : text);
  else if (kind === 'check') control.checked = Boolean(Number(text));
  else if (kind === 'link') writeLink(wrapper, text, label);
  else if (kind === 'rich') control.innerHTML = cleanHtml(text);
  else if (kind === 'rating') writeRating(wrapper, text);
  else if (kind === 'duration') writeDuration(wrapper, Number(text));
  else if (kind === 'attach' || kind === 'signature') one('[data-value]', wrapper).dataset.value = text;
  else if (type === 'Datetime') control.value = text.slice(0, 16).replace(' ', 'T');
  else if (type === 'Time') control.value = text.split('.')[0].replace(/^(\d):/, '0$1:');
  else if (control) control.value = text;
}

/** @param {HTMLElement} wrapper @param {string} value @param {string} [label] */
function writeLink(wrapper, value, label) {
  const input = one('.link-input', wrapper);
  input.value = value ? label || value : '';
  input.dataset.value = value;
  const open = one('.link-open', wrapper);
  if (!open) return;
  const doctype = one('.link-box', wrapper).dataset.link;
  open.hidden = !value || !doctype;
  if (value && doctype) open.href = `/app/${doctype.toLowerCase().replaceAll(' ', '-')}/${encodeURIComponent(value)}`;
}

function writeRating(wrapper, text) {
  for (const input of all('input', wrapper)) input.checked = Boolean(text) && Math.abs(Number(input.value) - Number(text)) < 0.05;
}

/** Seconds as days, hours and minutes. @param {HTMLElement} wrapper @param {number} seconds */
export function writeDuration(wrapper, seconds) {
  let rest = seconds || 0;
  for (const input of all('[data-unit]', wrapper)) {
    const unit = Number(input.dataset.unit);
    const amount = Math.floor(rest / unit);
    rest -= amount * unit;
    input.value = amount ? String(amount) : '';
  }
}

/** Let a field be changed or not. @param {HTMLElement} wrapper @param {boolean} locked */
export function lock(wrapper, locked) {
  if ('locked' in wrapper.dataset) return;
  for (const control of all('input, select, textarea, button', wrapper)) control.disabled = locked;
  for (const control of all('[contenteditable]', wrapper)) control.setAttribute('contenteditable', String(!locked));
}
