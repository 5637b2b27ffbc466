/**
 * What a manager puts on a page beside fields: a sentence, a line to sign on, a box for a thumb.
 *
 * Each is stored as the *Custom HTML* of Frappe's builder of formats, so that it prints there as well.
 */
import { t } from '../dom.js';

/** Text as HTML shows it, and as no template reads it. @param {string} text */
function plain(text) {
  const element = document.createElement('div');
  element.textContent = text;
  return element.innerHTML.replaceAll('{', '&#123;').replaceAll('}', '&#125;').replaceAll('\n', '<br>');
}

const BELOW = { signature: 'width:60%;height:56px;border-bottom:1px solid #000', thumb: 'width:90px;height:110px;border:1px solid #000' };
/** What a part is called. @param {string} kind */
export const nameOf = (kind) => ({ sentence: t('Own sentence'), signature: t('Line to sign on'), thumb: t('Box for a thumbprint') })[kind];

const LABELS = { sentence: 'Own sentence', signature: 'Line to sign on', thumb: 'Box for a thumbprint' };

const html = (kind, words) => {
  const said = `<p dir="auto">${plain(words)}</p>`;
  return kind in BELOW ? `<div style="margin-top:20px">${said}<div style="${BELOW[kind]}"></div></div>` : said;
};

/** A part that holds other words. @param {any} entry @param {string} words */
export const withWords = (entry, words) => ({ ...entry, options: html(entry.own.kind, words), own: { ...entry.own, words } });

/** A new part, with words to begin from. @param {string} kind */
export function ownPart(kind) {
  const words = { sentence: '', signature: t('Signature'), thumb: t('Thumbprint') }[kind];
  return withWords({ fieldname: '_custom_html', fieldtype: 'Custom HTML', label: LABELS[kind], own: { kind, words } }, words);
}
