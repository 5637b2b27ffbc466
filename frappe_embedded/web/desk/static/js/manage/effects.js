/** What a change of rights does to people, in sentences. */
import { el, icon, t } from '../dom.js';

/** @typedef {{count: number, names: string[]}} People */

/**
 * @param {any[]} found one for each kind of entry @param {string[][]} rights name and label of each
 * @param {boolean} single whether all is about one kind of entry
 * @returns {Node[]}
 */
export function effectText(found, rights, single) {
  const labels = new Map(rights.map(([name, label]) => [name, label]));
  const parts = found.flatMap(({ label, refusal, effects }) => [
    refusal ? el('p', { class: 'alert alert-red' }, icon('circle-alert'), el('span', {}, refusal)) : null,
    effects.some((each) => each.self) ? el('p', { class: 'alert alert-amber' }, icon('triangle-alert'), el('span', {}, t('You yourself lose a right by this.'))) : null,
    single ? null : el('h3', {}, label),
    effects.length ? el('ul', { class: 'effect-list' }, ...effects.flatMap((each) => sentences(each, labels)).map((text) => el('li', {}, text)))
      : el('p', { class: 'muted' }, t('Nobody gains or loses anything: other roles of the same people allow the same, or nobody holds the role.')),
  ]);
  return parts.filter(Boolean);
}

export const isRefused = (found) => found.some(({ refusal }) => refusal);

function sentences({ right, level, lose, own, gain }, labels) {
  const name = level ? t('{0} (level {1})', labels.get(right), level) : labels.get(right);
  return [
    lose.count ? t('{0} lose “{1}”: {2}', people(lose), name, names(lose)) : '',
    own.count ? t('{0} keep “{1}” for their own entries only: {2}', people(own), name, names(own)) : '',
    gain.count ? t('{0} gain “{1}”: {2}', people(gain), name, names(gain)) : '',
  ].filter(Boolean);
}

/** @param {People} who */
const people = ({ count }) => t('{0} people', count);

/** @param {People} who */
function names({ count, names: some }) {
  return some.join(', ') + (count > some.length ? ` … (+${count - some.length})` : '');
}
