/** The kinds of answers that a field takes, in the words of people who fill in forms. */
import { t } from '../dom.js';

/**
 * @typedef {Object} Kind
 * @property {string} name @property {string} label @property {string} note
 * @property {string} fieldtype @property {string} [options]
 * @property {'choices'|'link'|'table'|'several'} [needs] what has to be named beside the label
 * @property {boolean} [layout]
 */

/** @returns {Kind[]} */
export const kinds = () => [
  { name: 'text', label: t('Short text'), note: t('A name, a number with letters, one line'), fieldtype: 'Data' },
  { name: 'long', label: t('Long text'), note: t('Several lines'), fieldtype: 'Small Text' },
  { name: 'check', label: t('Yes or no'), note: t('A box to tick'), fieldtype: 'Check' },
  { name: 'select', label: t('One of a short list'), note: t('You write the choices here'), fieldtype: 'Select', needs: 'choices' },
  { name: 'link', label: t('One of the entries of a list'), note: t('A person, a place, a programme: whatever has a list of its own'), fieldtype: 'Link', needs: 'link' },
  { name: 'several', label: t('Several of a list'), note: t('Any number of entries of a list'), fieldtype: 'Table MultiSelect', needs: 'several' },
  { name: 'integer', label: t('Whole number'), note: t('How many'), fieldtype: 'Int' },
  { name: 'number', label: t('Number with decimals'), note: t('A weight, an amount'), fieldtype: 'Float' },
  { name: 'date', label: t('Date'), note: t('A day'), fieldtype: 'Date' },
  { name: 'moment', label: t('Date and time'), note: t('A day with its hour'), fieldtype: 'Datetime' },
  { name: 'phone', label: t('Phone number'), note: t('Is checked when it is saved'), fieldtype: 'Data', options: 'Phone' },
  { name: 'email', label: t('E-mail address'), note: t('Is checked when it is saved'), fieldtype: 'Data', options: 'Email' },
  { name: 'file', label: t('File'), note: t('A document or a picture to attach'), fieldtype: 'Attach' },
  { name: 'rating', label: t('Stars'), note: t('One to five'), fieldtype: 'Rating' },
  { name: 'table', label: t('Table'), note: t('Rows with columns of their own'), fieldtype: 'Table', needs: 'table' },
  { name: 'section', label: t('Heading of a section'), note: t('What follows stands below it'), fieldtype: 'Section Break', layout: true },
  { name: 'column', label: t('New column'), note: t('What follows stands beside it'), fieldtype: 'Column Break', layout: true },
  { name: 'tab', label: t('Tab'), note: t('What follows stands on a page of its own'), fieldtype: 'Tab Break', layout: true },
];

/** What a type of the framework is called here. @param {string} fieldtype @param {string} [options] */
export function kindOf(fieldtype, options) {
  const known = kinds();
  const exact = known.find((kind) => kind.fieldtype === fieldtype && kind.options && kind.options === options);
  return (exact || known.find((kind) => kind.fieldtype === fieldtype && !kind.options))?.label || others()[fieldtype] || fieldtype;
}

const others = () => ({
  Text: t('Long text'),
  'Long Text': t('Very long text'),
  'Text Editor': t('Text with bold and lists'),
  Currency: t('Amount of money'),
  Percent: t('Percentage'),
  Time: t('Time of day'),
  Duration: t('How long it takes'),
  'Attach Image': t('Picture'),
  Signature: t('Signature'),
  'Read Only': t('Shown, never typed'),
  'Dynamic Link': t('Entry of any list'),
  Code: t('Programme text'),
  HTML: t('Fixed text'),
  Button: t('Button'),
  Image: t('Picture'),
  Heading: t('Heading'),
  Barcode: t('Bar code'),
  'HTML Editor': t('Text with markup'),
});

const BREAKS = ['Tab Break', 'Section Break', 'Column Break'];
const WITHOUT_VALUE = [...BREAKS, 'HTML', 'Button', 'Image', 'Heading', 'Fold'];
const NOT_LISTED = ['Table', 'Table MultiSelect', 'Password', 'Text Editor', 'HTML Editor', 'Code', 'JSON', 'Signature', 'Attach Image', 'Attach', 'Geolocation'];
const QUICK = ['Link', 'Select', 'Check', 'Data', 'Date'];

export const isBreak = (row) => BREAKS.includes(row.fieldtype);
export const hasValue = (row) => !WITHOUT_VALUE.includes(row.fieldtype);
export const isTable = (row) => ['Table', 'Table MultiSelect'].includes(row.fieldtype);
export const canBeListed = (row) => hasValue(row) && !NOT_LISTED.includes(row.fieldtype);
export const canBeFiltered = (row) => QUICK.includes(row.fieldtype);

/** What a row is called on the screen. @param {any} row */
export function nameOf(row) {
  if (row.shownLabel) return row.shownLabel;
  if (row.fieldtype === 'Column Break') return t('Column');
  if (row.fieldtype === 'Section Break') return t('Section without a heading');
  return row.label || row.fieldname || '';
}
