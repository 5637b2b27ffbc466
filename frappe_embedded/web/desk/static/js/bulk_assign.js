/** Many entries given to one person: who gets which is shown first, and can be taken back. */
import { call, request } from './api.js';
import { openDialog } from './dialog.js';
import { el, t } from './dom.js';
import { askAssignment } from './side.js';
import { toast } from './toast.js';

/** @typedef {{ title: string, entries: {name: string, reason: string}[] }} Group */
/** @typedef {{ groups: Group[], assigned: string[], shared: string[] }} Effect */

/**
 * @param {any} data the page's data @param {string[]} names
 * @param {(names: string[], work: (name: string) => Promise<any>, title: string, words?: ((count: number) => string)|null) => Promise<string[]>} each
 */
export async function assignAll(data, names, each) {
  const { doctype } = data;
  const given = await askAssignment(t('See what would change'));
  if (!given) return;
  const effect = await request('POST', '/app/assignment-effect', { doctype, names, user: given.user })
    .then((answer) => answer.message, (error) => { toast(error.message); });
  if (!effect || !await shown(effect)) return;
  const done = await each(effect.assigned, (name) => call('frappe.desk.form.assign_to.add', {
    doctype, name, assign_to: JSON.stringify([given.user]), date: given.date || null, description: given.description || name,
  }), t('Assigning'), null);
  if (!done.length) return;
  const isUndone = await openDialog({
    title: t('Done: {0}', done.length), body: [el('p', {}, t('You can take this back as long as you stay here.'))], action: t('Take back'),
  });
  if (isUndone) await takeBack(doctype, done, given.user, effect.shared, each);
}

/** @param {Effect} effect @returns {Promise<any>} whether it is to be done */
function shown({ groups, assigned }) {
  const body = groups.map((group) => el('section', { class: 'bulk-group' },
    el('h3', {}, `${group.title} (${group.entries.length})`),
    el('ul', {}, ...group.entries.map(({ name, reason }) => el('li', {}, el('bdi', {}, name), reason ? ` – ${reason}` : '')))));
  if (!assigned.length) return openDialog({ title: t('Nothing would change'), body, wide: true }).then(() => false);
  return openDialog({ title: t('What would change'), body: [el('div', { class: 'bulk-effect', tabindex: 0 }, ...body)], action: t('Assign {0} entries', assigned.length), wide: true });
}

/** The assignments end, where nobody has ended them since; what was opened for them is closed again. */
async function takeBack(doctype, names, user, shared, each) {
  const filters = JSON.stringify({ reference_type: doctype, reference_name: ['in', names], allocated_to: user, status: 'Open' });
  const rows = await call('frappe.client.get_list', { doctype: 'ToDo', fields: '["reference_name"]', filters, limit_page_length: names.length });
  const open = new Set(rows.map((row) => String(row.reference_name)));
  await each(names, async (name) => {
    if (!open.has(name)) throw new Error(t('Somebody has changed it since.'));
    await call('frappe.desk.form.assign_to.remove', { doctype, name, assign_to: user });
    if (shared.includes(name)) await call('frappe.share.set_permission', { doctype, name, user, permission_to: 'read', value: 0 });
  }, t('Taking back'), (count) => t('Taken back: {0}', count));
}
