/** Choices of a link that depend on another link of the same form: a site of the chosen place. */
import { el, t } from '../dom.js';
import { stored } from '../link_filters.js';
import { fieldsOf } from './fields.js';

/** @typedef {import('./fields.js').FieldChoice & {tree?: boolean}} FieldChoice */

/** What the entries may have in common with the form: links to the same list. @param {string} target @param {FieldChoice[]} beside */
async function pairs(target, beside) {
  const found = [];
  for (const there of await fieldsOf(target)) {
    for (const here of beside.filter((each) => there.fieldtype === 'Link' && each.fieldtype === 'Link' && each.options === there.options)) {
      const filter = (operator) => JSON.stringify([[target, there.fieldname, operator, `eval:doc.${here.fieldname}`]]);
      found.push([filter('='), t('{0} is the same as {1} here', there.label, here.label)]);
      if (here.tree) found.push([filter('descendants of (inclusive)'), t('{0} is {1} or lies under it', there.label, here.label)]);
    }
  }
  return found;
}

/**
 * A list of what may narrow the choices.
 * @param {{id: string, target: string, value: string, beside: FieldChoice[], take: (value: string) => void}} options
 * @returns {HTMLSelectElement}
 */
export function narrowing({ id, target, value, beside, take }) {
  const select = /** @type {HTMLSelectElement} */ (el('select', { id, onchange: () => take(select.value) }, el('option', { value: '' }, t('all of them'))));
  pairs(target, beside).then((found) => {
    const known = value && found.find(([filter]) => JSON.stringify(JSON.parse(filter)) === JSON.stringify(stored(value)));
    const others = value && !known ? [[value, t('as it was written by hand')]] : [];
    for (const [filter, text] of [...found, ...others]) select.append(el('option', { value: filter, selected: known ? filter === known[0] : filter === value }, text));
    if (select.options.length === 1) select.disabled = true;
  });
  return select;
}
