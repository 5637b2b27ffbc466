/** What is asked of a state, a step, or a role that takes over. */
import { openDialog } from '../dialog.js';
import { all, el, t } from '../dom.js';
import { bindLink, lookedUp } from '../link.js';
import { bindCondition } from './condition.js';
import { fieldsOf } from './fields.js';

/** @typedef {import('./workflow_rows.js').Step} Step */
/** @typedef {import('./workflow_rows.js').State} State */
/** @typedef {[string, string][]} Choices names with what they are called */
/** @typedef {{name: string, label: string, ours: boolean}} Role `ours` are those of the office */

const field = (id, label, ...controls) => el('div', { class: 'field' }, el('label', { for: id }, label), ...controls);
const fault = () => el('p', { class: 'field-error', role: 'alert', hidden: true });

/** @param {string} id @param {Choices} choices @param {string} [chosen] */
function selection(id, choices, chosen = '') {
  const select = el('select', { id }, el('option', { value: '' }, ''), ...choices.map(([name, label]) => el('option', { value: name }, label)));
  select.value = chosen;
  return select;
}

/** @param {string} legend @param {Role[]} roles @param {string[]} ticked */
function roleBoxes(legend, roles, ticked) {
  const unknown = ticked.filter((role) => role && !roles.some(({ name }) => name === role)).map((role) => ({ name: role, label: role, ours: true }));
  const boxes = (some) => el('div', { class: 'role-ticks' }, ...some.map(({ name, label }) => el('label', { class: 'check' },
    el('input', { type: 'checkbox', name: 'role', value: name, checked: ticked.includes(name) }), el('span', {}, label))));
  const others = roles.filter(({ ours }) => !ours);
  return el('fieldset', { class: 'role-choice' }, el('legend', {}, legend), boxes([...roles.filter(({ ours }) => ours), ...unknown]),
    others.length ? el('details', { open: others.some(({ name }) => ticked.includes(name)) }, el('summary', {}, t('Roles of the system')), boxes(others)) : null);
}

const tickedRoles = (dialog) => all('input[name=role]:checked', dialog).map((box) => box.value);

/** A link field whose entry may be made here. @param {any} form @param {string} id @param {string} doctype @param {string} value @param {string} label */
function linkInput(form, id, doctype, value, label) {
  const input = el('input', { id, type: 'text', class: 'link-input', role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', autocomplete: 'off', value: label });
  const box = el('div', { class: 'link-box' }, input);
  const link = { box, value, label, doubt: '' };
  bindLink(input, {
    doctype: () => doctype, reference: '', creatable: form.data.creatable, named: form.data.named,
    choose: (name, called) => { Object.assign(link, { value: name || '', label: called || name || '' }); input.value = link.label; },
    doubted: (words) => { link.doubt = words; },
  });
  return link;
}

/** @param {HTMLElement} place @param {string} words */
function refuse(place, words) {
  place.textContent = words;
  place.hidden = false;
  return false;
}

/**
 * Ask what a step is.
 * @param {any} form @param {Step} step what it is so far @param {{states: Choices, roles: Role[], actionLabel: string, title: string}} known
 * @returns {Promise<{step: Step, actionLabel: string}|null>}
 */
export function askStep(form, step, { states, roles, actionLabel, title }) {
  const action = linkInput(form, 'step-action', 'Workflow Action Master', step.action, actionLabel);
  const from = selection('step-from', states, step.state);
  const to = selection('step-to', states, step.next_state);
  const own = el('input', { type: 'checkbox', checked: Boolean(Number(step.allow_self_approval)) });
  const condition = el('textarea', { id: 'step-condition', rows: 2 });
  condition.value = step.condition;
  const error = fault();
  const body = [
    field('step-action', t('What the button says'), action.box), field('step-from', t('From'), from), field('step-to', t('To'), to),
    roleBoxes(t('Who may take it'), roles, step.roles),
    el('label', { class: 'check' }, own, el('span', {}, t('Also with entries that they made themselves'))),
    field('step-condition', t('Only if'), condition), error,
  ];
  bindCondition(condition, { fields: () => fieldsOf(form.scope.doc.document_type), acts: true, always: t('This step may always be taken.') });
  return openDialog({
    title, body, wide: true, action: t('Done'),
    onAction: async (dialog) => {
      await lookedUp();
      const chosen = tickedRoles(dialog);
      if (action.doubt) return refuse(error, t('“{0}” leads to no entry: choose one from the list, or empty the field.', action.doubt));
      if (!action.value || !from.value || !to.value) return refuse(error, t('Say what the button is called, and between which states it leads.'));
      if (!chosen.length) return refuse(error, t('Tick at least one role: nobody could take this step.'));
      const given = { state: from.value, action: action.value, next_state: to.value, condition: condition.value.trim(), allow_self_approval: own.checked ? 1 : 0, roles: chosen };
      return { step: given, actionLabel: action.label };
    },
  });
}

/**
 * Ask what a state is.
 * @param {any} form @param {State} state @param {{roles: Role[], label: string, title: string, taken: string[]}} known names of the others in `taken`
 * @returns {Promise<{state: State, label: string}|null>}
 */
export function askState(form, state, { roles, label, title, taken }) {
  const named = linkInput(form, 'state-name', 'Workflow State', state.state, label);
  const status = selection('state-status', [['0', t('Can be changed')], ['1', t('Submitted: only some fields can be changed')], ['2', t('Cancelled')]], String(state.doc_status));
  const error = fault();
  return openDialog({
    title, action: t('Done'),
    body: [field('state-name', t('What the state is called'), named.box), roleBoxes(t('Who may change the entry in this state'), roles, state.roles), field('state-status', t('The entry then'), status), error],
    onAction: async (dialog) => {
      await lookedUp();
      const chosen = tickedRoles(dialog);
      if (named.doubt) return refuse(error, t('“{0}” leads to no entry: choose one from the list, or empty the field.', named.doubt));
      if (!named.value) return refuse(error, t('Say what the state is called.'));
      if (taken.includes(named.value)) return refuse(error, t('This workflow has this state already.'));
      if (!chosen.length) return refuse(error, t('Tick at least one role: nobody could change an entry in this state.'));
      return { state: { state: named.value, doc_status: status.value || '0', roles: chosen }, label: named.label };
    },
  });
}

/**
 * Ask which role is to do what another one does.
 * @param {Choices} present those with steps @param {Choices} roles @param {(from: string, to: string) => {states: number, steps: number}} effect
 * @returns {Promise<{from: string, to: string}|null>}
 */
export function askTakeOver(present, roles, effect) {
  const from = selection('take-from', present);
  const to = selection('take-to', roles);
  const told = el('p', { class: 'help', role: 'status' });
  const tell = () => {
    const isAsked = from.value && to.value && from.value !== to.value;
    const { states, steps } = isAsked ? effect(from.value, to.value) : { states: 0, steps: 0 };
    told.textContent = isAsked ? t('{0} steps and {1} states are added for this role.', steps, states) : '';
  };
  for (const select of [from, to]) select.addEventListener('change', tell);
  return openDialog({
    title: t('Let a role do what another does'), action: t('Done'),
    body: [field('take-from', t('What this role does'), from), field('take-to', t('this one may do as well'), to), told],
    onAction: () => (from.value && to.value && from.value !== to.value ? { from: from.value, to: to.value } : refuse(told, t('Choose two different roles.'))),
  });
}

/** Where a step is copied to. @param {Choices} states @returns {Promise<string|null>} */
export function askCopy(states) {
  const select = selection('copy-state', states);
  return openDialog({ title: t('Copy the step to another state'), body: [field('copy-state', t('From'), select)], action: t('Copy'), onAction: () => select.value || false });
}
