/** Another name for a record, or merging it into another one: what follows is counted first. */
import { call, request } from './api.js';
import { openDialog } from './dialog.js';
import { calmed, el, one, t } from './dom.js';
import { withProgress } from './toast.js';

/**
 * Ask for another name and tell what it touches.
 * @param {{doctype: string, name: string, label: string}} about @param {string} [wanted] what was typed already
 * @returns {Promise<{name: string, merge: boolean} | null>}
 */
export async function askName(about, wanted = about.name) {
  const input = el('input', { type: 'text', id: 'other-name', value: wanted, maxlength: 140, autocomplete: 'off' });
  const told = el('div', { id: 'other-name-told', role: 'status' });
  const merge = el('input', { type: 'checkbox', id: 'other-name-merge' });
  const agree = el('label', { class: 'check', hidden: true }, merge, el('span', {}));
  // What was counted too late, or of a record that has its other name by now, is told to nobody.
  let isOver = false;
  const lookCalmly = calmed(() => isOver || look().catch((failure) => isOver || told.replaceChildren(failure.message)), 250);
  const look = async () => {
    const name = input.value.trim();
    const effect = await effectOf(about, name);
    if (isOver || name !== input.value.trim()) return;
    told.replaceChildren(...words(effect));
    agree.hidden = !effect.taken;
    merge.checked = merge.checked && effect.taken;
    one('span', agree).textContent = t('“{0}” is there already: make one of both. “{1}” goes, and nobody can take this back.', name, about.name);
  };
  input.addEventListener('input', lookCalmly);
  await look();
  const chosen = await openDialog({
    title: t('Rename or merge “{0}”', about.name),
    body: [el('div', { class: 'field' }, el('label', { for: 'other-name' }, t('New name, or the name of the entry that stays')), input), told, agree,
      el('p', { class: 'field-error', role: 'alert', hidden: true })],
    action: t('Rename or merge'),
    onAction: async (dialog) => {
      const name = input.value.trim();
      const { taken } = await effectOf(about, name);
      const reason = !name || name === about.name ? t('Write another name.') : taken && !merge.checked ? t('This name is taken. Tick that both become one, or write another name.') : '';
      const error = one('.field-error', dialog);
      error.hidden = !reason;
      error.textContent = reason;
      if (reason && taken) await look();
      return reason ? false : { name, merge: taken };
    },
  });
  isOver = true;
  return chosen;
}

/** @param {{doctype: string, name: string}} about @param {{name: string, merge: boolean}} chosen @returns {Promise<string>} */
export async function giveName({ doctype, name }, chosen) {
  return withProgress(call('frappe.client.rename_doc', { doctype, old_name: name, new_name: chosen.name, merge: chosen.merge ? 1 : 0 }));
}

async function effectOf({ doctype, name }, other) {
  return (await request('GET', `/app/other-name?${new URLSearchParams({ doctype, name, other })}`)).message;
}

function words({ uses, total }) {
  if (!total) return [el('p', { class: 'muted' }, t('No entry that you see names it.'))];
  return [el('p', {}, t('{0} entries that you see name it and follow:', total)),
    el('ul', { class: 'problem-list' }, ...uses.map(([label, number]) => el('li', {}, t('{0}: {1}', label, number)))),
    el('p', { class: 'muted' }, t('Entries that you do not see follow as well. The history keeps both names.'))];
}
