/**
 * States and steps as people see them, each of several roles; the form keeps a row for each role, as Frappe does.
 *
 * Nothing here touches the page: rows go in, rows come out.
 */

/**
 * @typedef {Object} Step an action that leads from one state to another
 * @property {string} state @property {string} action @property {string} next_state
 * @property {string} condition @property {number} allow_self_approval
 * @property {string[]} roles who may take it
 */

/**
 * @typedef {Object} State
 * @property {string} state @property {string} doc_status
 * @property {string[]} roles who may change the record in it
 */

/**
 * @typedef {Object} Approval somebody approves before a step is taken
 * @property {Step} step @property {string} role who approves @property {string} condition when; empty for always
 * @property {string} state where entries wait @property {string} ask @property {string} approve @property {string} back actions to it and out of it
 */

/** What the server keeps of a row beside what it says. */
const KEPT = ['name', 'idx', 'owner', 'creation', 'modified', 'modified_by', 'docstatus', '__islocal'];
const said = (row) => Object.fromEntries(Object.entries(row).filter(([key]) => !KEPT.includes(key)));
const PARTS = ['state', 'action', 'next_state', 'condition', 'allow_self_approval'];
const written = (value) => (typeof value === 'number' ? String(value) : String(value ?? '').trim());
const isSame = (row, step) => PARTS.every((part) => written(row[part] || 0) === written(step[part] || 0));
const isOf = (state) => (row) => row.state === state;

/** The steps among rows, in their order. @param {any[]} rows @returns {Step[]} */
export function stepsOf(rows) {
  /** @type {Step[]} */
  const steps = [];
  for (const row of rows) {
    const known = steps.find((step) => isSame(row, step));
    if (known) known.roles.push(row.allowed);
    else {
      const { state, action, next_state, condition = '', allow_self_approval = 0 } = row;
      steps.push({ state, action, next_state, condition: condition || '', allow_self_approval, roles: [row.allowed] });
    }
  }
  return steps;
}

/**
 * A row for each role in place of those that are replaced. What a row holds beside stays with its role.
 * @param {any[]} rows @param {any[]} replaced @param {any} values @param {string[]} roles @param {string} roleField
 */
function inPlaceOf(rows, replaced, values, roles, roleField) {
  const like = said(replaced[0] || {});
  const present = roles.map((role) => ({ ...(replaced.find((row) => row[roleField] === role) || like), ...values, [roleField]: role }));
  const at = replaced.length ? rows.indexOf(replaced[0]) : rows.length;
  const others = rows.filter((row) => !replaced.includes(row));
  const before = rows.slice(0, at).filter((row) => others.includes(row)).length;
  return [...others.slice(0, before), ...present, ...others.slice(before)];
}

/** @param {any[]} rows @param {Step|null} former the step that is changed; none for a new one @param {Step} step */
export function withStep(rows, former, { roles, ...values }) {
  const replaced = former ? rows.filter((row) => isSame(row, former)) : [];
  return inPlaceOf(rows, replaced, values, roles, 'allowed');
}

/** @param {any[]} rows @param {Step} step */
export const withoutStep = (rows, step) => rows.filter((row) => !isSame(row, step));

const both = (one, other) => (one && other ? `(${one}) and (${other})` : one || other);

/**
 * The steps where one is asked for first: from each state out of which it leads, and back to that of `step`.
 * @param {any[]} rows @param {Approval} approval
 */
export function withApproval(rows, { step, state, ask, approve, back, role, condition }) {
  const asked = stepsOf(rows).filter((each) => each.action === step.action && each.next_state === step.next_state && each.state !== state);
  let found = rows;
  for (const each of asked) {
    if (condition) found = withStep(found, each, { ...each, condition: both(each.condition, `not (${condition})`) });
    else found = withoutStep(found, each);
    found = withStep(found, null, { ...each, action: ask, next_state: state, condition: both(each.condition, condition) });
  }
  const decided = { state, condition: '', allow_self_approval: 0, roles: [role] };
  found = withStep(found, null, { ...decided, action: approve, next_state: step.next_state });
  return withStep(found, null, { ...decided, action: back, next_state: step.state });
}

/** @param {any[]} rows @param {string} name @returns {State} */
export function stateOf(rows, name) {
  const own = rows.filter(isOf(name));
  return { state: name, doc_status: own[0]?.doc_status ?? '0', roles: own.map((row) => row.allow_edit) };
}

/** @param {any[]} rows @param {string} former its name so far; none for a new one @param {State} state */
export function withState(rows, former, { roles, ...values }) {
  return inPlaceOf(rows, former ? rows.filter(isOf(former)) : [], values, roles, 'allow_edit');
}

/** The steps with another name of a state. @param {any[]} rows @param {string} former @param {string} name */
export function renamed(rows, former, name) {
  return rows.map((row) => ({ ...row, state: row.state === former ? name : row.state, next_state: row.next_state === former ? name : row.next_state }));
}

/** Rows of states or steps without those of a state. @param {any[]} rows @param {string} name */
export const withoutState = (rows, name) => rows.filter((row) => row.state !== name && row.next_state !== name);

/**
 * The rows with one more for each of a role's that another role lacks.
 * @param {any[]} rows @param {'allowed'|'allow_edit'} roleField @param {string} from @param {string} to
 */
export function takenOver(rows, roleField, from, to) {
  const theirs = (row) => ({ ...said(row), [roleField]: to });
  const held = new Set(rows.filter((row) => row[roleField] === to).map((row) => JSON.stringify(theirs(row))));
  return rows.flatMap((row) => (row[roleField] !== from || held.has(JSON.stringify(theirs(row))) ? [row] : [row, theirs(row)]));
}
