/** Where entries go whose state is taken out of a workflow: asked in the editor, and before a change is taken back. */
import { all, el, t } from '../dom.js';

/** @typedef {{state: string, label: string, count: number, choices: {state: string, label: string}[]}} Removal */

/** A question for each state that goes. @param {Removal[]} removed @returns {HTMLElement[]} */
export function moveFields(removed) {
  return removed.map(({ state, label, count, choices }) => {
    const select = el('select', { id: `move-${state}`, 'data-move': state, required: true }, el('option', { value: '' }, ''),
      ...choices.map((each) => el('option', { value: each.state }, each.label)));
    return el('div', { class: 'field' }, el('label', { for: `move-${state}` }, t('{0} is taken out. {1} entries that you see are in it; they get:', label, count)), select);
  });
}

/** What was chosen, by state; null while one is missing. @param {HTMLElement} dialog @returns {Object<string, string>|null} */
export function chosenMoves(dialog) {
  const given = all('[data-move]', dialog);
  const missing = given.find((select) => !select.value);
  missing?.focus();
  return missing ? null : Object.fromEntries(given.map((select) => [select.dataset.move, select.value]));
}
