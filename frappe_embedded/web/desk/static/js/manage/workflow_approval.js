/** Somebody approves before a step is taken: one question makes the state, the steps to it and out of it, and who is told. */
import { request, resourcePath } from '../api.js';
import { openDialog } from '../dialog.js';
import { el, t } from '../dom.js';
import { bindLink, lookedUp } from '../link.js';
import { bindCondition } from './condition.js';
import { fieldsOf } from './fields.js';

/** @typedef {import('./workflow_rows.js').Step} Step */
/** @typedef {import('./workflow_rows.js').Approval} Approval */

const field = (id, label, control, help) => el('div', { class: 'field' }, el('label', { for: id }, label), control, help ? el('p', { class: 'help' }, help) : null);

/** A name is typed with the blanks of a keyboard. @param {string} words */
const asName = (words) => words.replace(/[\u00a0\u202f]/g, ' ');

/** The name that is proposed for the state: each approval waits in one of its own. @param {string} target @param {string[]} taken */
function proposedState(target, taken) {
  const first = asName(t('{0}: to be approved', target));
  let [name, number] = [first, 1];
  while (taken.includes(name)) name = `${first} (${++number})`;
  return name;
}

/**
 * Ask who approves a step, and when.
 * @param {any} form @param {Step} step @param {{roles: import('./workflow_dialogs.js').Role[], action: string, target: string, taken: string[]}} known what step and target are called; the states that are there, by name and label
 * @returns {Promise<{approval: Approval, template: string, names: [string, string, string][]}|null>} `names`: DocType, name and label of what the rows mention
 */
export function askApproval(form, step, { roles, action, target, taken }) {
  const role = el('input', { id: 'approval-role', type: 'text', list: 'approval-roles', autocomplete: 'off', dir: 'auto' });
  const offered = el('datalist', { id: 'approval-roles' }, ...roles.map(({ label }) => el('option', { value: label })));
  const condition = el('textarea', { id: 'approval-condition', rows: 2 });
  const state = el('input', { id: 'approval-state', type: 'text', dir: 'auto', value: proposedState(target, taken) });
  const ask = el('input', { id: 'approval-ask', type: 'text', dir: 'auto', value: asName(t('Ask for: {0}', action)) });
  const told = { template: '' };
  const error = el('p', { class: 'field-error', role: 'alert', hidden: true });
  const body = [
    el('p', { class: 'help' }, t('The entry waits in a state of its own until somebody approves or sends it back. This holds from every state out of which this step leads.')),
    field('approval-role', t('Who approves'), role, t('A role that is there, or the name of a new one.')), offered,
    field('approval-condition', t('Only if'), condition),
    field('approval-template', t('They are told by e-mail, in the words of'), templateInput(told), t('Empty: the usual words.')),
    el('details', {}, el('summary', {}, t('What it is called')), field('approval-ask', t('What the button says'), ask), field('approval-state', t('What the state is called'), state)),
    error,
  ];
  bindCondition(condition, { fields: () => fieldsOf(form.scope.doc.document_type), acts: true, always: t('Always: the step is taken no more without an approval.') });
  const refuse = (words) => {
    error.textContent = words;
    error.hidden = false;
    return false;
  };
  return openDialog({
    title: t('Approval before: {0}', action), body, wide: true, action: t('Done'),
    onAction: async () => {
      await lookedUp();
      const words = [role, state, ask].map((input) => input.value.trim());
      if (!words[0]) return refuse(t('Say who approves.'));
      if (words.some((each) => !each)) return refuse(t('Give the state and the button a name.'));
      if (taken.includes(words[1])) return refuse(t('There is a state {0} already. Each approval waits in a state of its own.', words[1]));
      try {
        return await named(form, words, { step, roles, condition: condition.value.trim(), template: told.template });
      } catch (failure) {
        return refuse(/** @type {Error} */ (failure).message);
      }
    },
  });
}

/** Make what has only a name yet. @param {any} form @param {string[]} words role, state and button @param {any} asked */
async function named(form, [role, state, ask], { step, roles, condition, template }) {
  const approve = t('Approve');
  const back = t('Send back');
  const known = roles.find(({ label, name }) => [label, name].includes(role))?.name || await made(form, 'Role', role);
  const stateName = await made(form, 'Workflow State', state);
  const [askName, approveName, backName] = [await made(form, 'Workflow Action Master', ask), await made(form, 'Workflow Action Master', approve), await made(form, 'Workflow Action Master', back)];
  return {
    approval: { step, state: stateName, ask: askName, approve: approveName, back: backName, role: known, condition }, template,
    names: [['Role', known, role], ['Workflow State', stateName, state], ...[[askName, ask], [approveName, approve], [backName, back]].map(([name, label]) => ['Workflow Action Master', name, label])],
  };
}

/** An entry that needs nothing but a name; one that is there is taken. @param {any} form @param {string} doctype @param {string} words */
async function made(form, doctype, words) {
  const found = await request('GET', `${resourcePath(doctype)}?${new URLSearchParams({ filters: JSON.stringify([['name', '=', words]]) })}`);
  if (found.data.length) return found.data[0].name;
  const { data } = await request('POST', resourcePath(doctype), { [form.data.named[doctype]]: words });
  return data.name;
}

function templateInput(told) {
  const input = el('input', { id: 'approval-template', type: 'text', class: 'link-input', role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', autocomplete: 'off' });
  const box = el('div', { class: 'link-box' }, input);
  bindLink(input, {
    doctype: () => 'Email Template', reference: '', creatable: ['Email Template'],
    choose: (name, label) => { told.template = name || ''; input.value = name ? label || name : ''; },
  });
  return box;
}
