/** The dialog in which columns are added, taken out and put in order. */
import { openDialog } from '../dialog.js';
import { all, el, icon, one, t } from '../dom.js';

/** @param {any} data the page's data @returns {Promise<string[]|null>} the keys of the columns */
export function askColumns(data) {
  const labels = new Map();
  for (const [at, group] of data.columns.entries()) {
    for (const [key, label] of group.fields) labels.set(key, at ? t('{0}: {1}', group.label, label) : label);
  }
  const list = el('ol', { class: 'chosen-columns', 'aria-label': t('Columns in this order') });
  const more = el('select', { id: 'more-columns' });
  const keys = () => all('li', list).map((item) => item.dataset.key);

  const drawChoices = () => {
    const taken = new Set(keys());
    more.replaceChildren(el('option', { value: '' }, t('Choose a column…')), ...data.columns.map((group) => el('optgroup', { label: group.label },
      ...group.fields.filter(([key]) => !taken.has(key)).map(([key, label]) => el('option', { value: key }, label)))));
  };
  const button = (name, label, onclick) => el('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick }, icon(name));
  const add = (key) => {
    const label = labels.get(key) || key;
    const item = el('li', { 'data-key': key }, el('span', {}, label));
    const move = (other, before, from) => {
      if (!other) return;
      if (before) other.before(item);
      else other.after(item);
      from.focus();
    };
    item.append(
      button('arrow-up', t('Move {0} up', label), (event) => move(item.previousElementSibling, true, event.currentTarget)),
      button('arrow-down', t('Move {0} down', label), (event) => move(item.nextElementSibling, false, event.currentTarget)),
      button('x', t('Remove {0}', label), () => {
        const next = one('button', item.nextElementSibling || item.previousElementSibling || undefined);
        item.remove();
        drawChoices();
        (next || more).focus();
      }),
    );
    list.append(item);
  };
  for (const key of data.query.columns.split(',')) if (key) add(key);
  drawChoices();
  more.addEventListener('change', () => {
    if (!more.value) return;
    add(more.value);
    drawChoices();
    list.scrollTop = list.scrollHeight;
  });
  return openDialog({
    title: t('Columns'),
    body: [list, el('div', { class: 'field' }, el('label', { for: 'more-columns' }, t('Add a column')), more)],
    action: t('Show'),
    onAction: () => (keys().length ? keys() : false),
  });
}
