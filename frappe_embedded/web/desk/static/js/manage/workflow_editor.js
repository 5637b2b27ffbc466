/** States and steps drawn in the diagram: chosen, added, changed, copied, taken out, and looked at by role. */
import { all, el, icon, one, t } from '../dom.js';
import { toast } from '../toast.js';
import { bindDrawing } from './workflow_drawing.js';
import { renamed, stateOf, stepsOf, takenOver, withApproval, withoutState, withoutStep, withState, withStep } from './workflow_rows.js';

const STATE = 'Workflow State';
const ACTION = 'Workflow Action Master';
/** They come when somebody draws. */
const dialogs = () => import('./workflow_dialogs.js');

export class DiagramEditor {
  /** @param {any} form @param {import('./workflow_dialogs.js').Role[]} roles */
  constructor(form, roles) {
    this.form = form;
    this.roles = roles;
    this.chosen = '';
    this.states = this.gridOf('states');
    this.steps = this.gridOf('transitions');
    this.editable = Boolean(this.states?.editable && this.steps?.editable);
    bindDrawing(one('#workflow-diagram'), {
      choose: (state) => this.choose(state), connect: this.editable ? (from, to) => this.add(from, to) : undefined,
    });
    one('#workflow-role').addEventListener('change', () => this.mark());
    for (const [id, act] of [['#workflow-add-state', () => this.addState()], ['#workflow-take-over', () => this.takeOver()]]) {
      const button = one(id);
      button.hidden = !this.editable;
      button.addEventListener('click', act);
    }
  }

  gridOf(fieldname) {
    return this.form.grids.find((grid) => grid.fieldname === fieldname);
  }

  choose(state) {
    this.chosen = this.chosen === state ? '' : state;
    this.mark();
  }

  /** Show what is chosen, in the picture and in words; with a role, what it may do. */
  mark() {
    const states = this.stateNames();
    if (!states.includes(this.chosen)) this.chosen = '';
    this.offerRoles();
    const role = one('#workflow-role').value;
    const rows = this.steps.rows.filter((row) => !role || row.allowed === role);
    for (const box of all('#workflow-diagram [data-state]')) box.classList.toggle('chosen', box.dataset.state === this.chosen);
    for (const arrow of all('#workflow-diagram .diagram-arrow')) {
      const isMeant = rows.some((row) => row.state === arrow.dataset.start && row.next_state === arrow.dataset.end);
      arrow.classList.toggle('chosen', isMeant && (!this.chosen || arrow.dataset.start === this.chosen));
    }
    one('#workflow-diagram').classList.toggle('choosing', Boolean(this.chosen || role));
    this.filterRows(role);
    this.tell(stepsOf(rows.filter((row) => row.state === this.chosen)));
  }

  /** The roles that take a step, to look at what one of them may do. */
  offerRoles() {
    const select = one('#workflow-role');
    const present = this.present();
    const chosen = present.some(([name]) => name === select.value) ? select.value : '';
    select.replaceChildren(el('option', { value: '' }, t('All roles')), ...present.map(([name, label]) => el('option', { value: name }, label)));
    select.value = chosen;
  }

  /** Rows of others are out of the way. @param {string} role */
  filterRows(role) {
    for (const [grid, fieldname] of [[this.states, 'allow_edit'], [this.steps, 'allowed']]) {
      for (const row of grid.rows) grid.lineOf(row).hidden = Boolean(role) && Boolean(row[fieldname]) && row[fieldname] !== role;
    }
  }

  /** The chosen state and its steps in words, each with what can be done. @param {import('./workflow_rows.js').Step[]} steps */
  tell(steps) {
    const place = one('#workflow-steps');
    place.hidden = !this.chosen;
    if (!this.chosen) return;
    const state = stateOf(this.states.rows, this.chosen);
    const lines = steps.map((step) => this.line(step));
    place.replaceChildren(
      el('div', { class: 'steps-head' }, el('h3', {}, this.named(STATE, this.chosen)), el('p', { class: 'muted' }, t('Changed by: {0}', this.rolesOf(state))),
        this.editable ? el('div', { class: 'row-tools' },
          this.button('plus', t('New step from here'), () => this.add(this.chosen)),
          this.button('pencil', t('Change the state'), () => this.changeState()),
          this.button('trash-2', t('Take the state out'), () => this.removeState())) : null),
      el('ul', {}, ...(lines.length ? lines : [el('li', { class: 'muted' }, t('No step leads out of this state.'))])),
    );
  }

  line(step) {
    const words = el('span', {}, el('b', {}, this.named(ACTION, step.action)), ` → ${this.named(STATE, step.next_state)} · `, this.rolesOf(step),
      step.condition ? el('small', { class: 'muted' }, ` ${t('if')} ${step.condition}`) : null);
    if (!this.editable) return el('li', {}, words);
    const tool = (name, label, act) => el('button', { type: 'button', class: 'icon-button', title: label, 'aria-label': t('{0}: {1}', label, this.named(ACTION, step.action)), onclick: act }, icon(name));
    return el('li', {}, words, el('span', { class: 'row-tools' },
      tool('pencil', t('Change the step'), () => this.change(step)), tool('copy', t('Copy the step to another state'), () => this.copy(step)), tool('square-check-big', t('Ask for an approval first'), () => this.askFirst(step)), tool('x', t('Take the step out'), () => this.remove(step))));
  }

  button(name, label, act) {
    return el('button', { type: 'button', class: 'button small', onclick: act }, icon(name), label);
  }

  rolesOf({ roles }) {
    return roles.map((role) => this.roleName(role)).join(', ');
  }

  roleName(role) {
    return this.roles.find(({ name }) => name === role)?.label || role;
  }

  named(doctype, name) {
    const label = this.steps.labelOf(doctype, name);
    return label === name ? this.states.labelOf(doctype, name) : label;
  }

  /** @returns {string[]} */
  stateNames() {
    return [...new Set(this.states.rows.map((row) => row.state).filter(Boolean))];
  }

  /** @returns {[string, string][]} */
  stateChoices() {
    return this.stateNames().map((name) => [name, this.named(STATE, name)]);
  }

  /** @returns {[string, string][]} */
  present() {
    const held = [...this.states.rows.map((row) => row.allow_edit), ...this.steps.rows.map((row) => row.allowed)];
    return [...new Set(held.filter(Boolean))].map((role) => [role, this.roleName(role)]);
  }

  /** Everything that a row shows has its name. */
  learn(doctype, name, label) {
    for (const grid of [this.states, this.steps]) grid.call(doctype, name, label);
  }

  load({ states, steps }) {
    for (const { name, label } of this.roles) this.learn('Role', name, label);
    for (const [name, label] of this.stateChoices()) this.learn(STATE, name, label);
    if (states) this.states.load(states);
    if (steps) this.steps.load(steps);
    this.mark();
  }

  async add(from, to = '') {
    const roles = stateOf(this.states.rows, from).roles;
    await this.askForStep(null, { state: from, next_state: to, action: '', condition: '', allow_self_approval: 1, roles }, t('New step'));
  }

  change(step) {
    return this.askForStep(step, step, t('Change the step'));
  }

  async askForStep(former, step, title) {
    const known = { states: this.stateChoices(), roles: this.roles, actionLabel: step.action && this.named(ACTION, step.action), title };
    const given = await (await dialogs()).askStep(this.form, step, known);
    if (!given) return;
    this.learn(ACTION, given.step.action, given.actionLabel);
    this.load({ steps: withStep(this.steps.rows, former, given.step) });
    this.goOn();
  }

  async copy(step) {
    const taken = stepsOf(this.steps.rows).filter((each) => each.action === step.action && each.next_state === step.next_state).map(({ state }) => state);
    const state = await (await dialogs()).askCopy(this.stateChoices().filter(([name]) => !taken.includes(name)));
    if (!state) return;
    this.load({ steps: withStep(this.steps.rows, null, { ...step, state }) });
    toast(t('The step leads out of {0} as well.', this.named(STATE, state)));
    this.goOn();
  }

  /** An approval before a step, from wherever it leads; who approves is told once the workflow is saved. */
  async askFirst(step) {
    const { askApproval } = await import('./workflow_approval.js');
    const given = await askApproval(this.form, step, { roles: this.roles, action: this.named(ACTION, step.action), target: this.named(STATE, step.next_state), taken: this.stateChoices().flat() });
    if (!given) return;
    const { approval, template, names } = given;
    for (const each of names) this.learn(...each);
    if (!this.roles.some(({ name }) => name === approval.role)) this.roles = [{ name: approval.role, label: approval.role, ours: true }, ...this.roles];
    const status = stateOf(this.states.rows, step.state).doc_status;
    const { doc } = this.form.scope;
    doc.approval_notices = [...(doc.approval_notices || []), { state: approval.state, role: approval.role, template }];
    this.load({
      states: withState(this.states.rows, '', { state: approval.state, doc_status: status, roles: [approval.role] }),
      steps: withApproval(this.steps.rows, approval),
    });
    this.choose(approval.state);
    this.goOn();
  }

  remove(step) {
    this.putAside(() => this.load({ steps: withoutStep(this.steps.rows, step) }), t('Step taken out'));
  }

  async addState() {
    await this.askForState('', { state: '', doc_status: '0', roles: [] }, t('New state'));
  }

  changeState() {
    return this.askForState(this.chosen, stateOf(this.states.rows, this.chosen), t('Change the state'));
  }

  async askForState(former, state, title) {
    const taken = this.stateNames().filter((name) => name !== former);
    const given = await (await dialogs()).askState(this.form, state, { roles: this.roles, label: former && this.named(STATE, former), title, taken });
    if (!given) return;
    this.learn(STATE, given.state.state, given.label);
    const states = withState(this.states.rows, former, given.state);
    this.chosen = given.state.state;
    this.load({ states, ...(former && former !== given.state.state ? { steps: renamed(this.steps.rows, former, given.state.state) } : {}) });
    this.goOn();
  }

  removeState() {
    const name = this.chosen;
    this.putAside(() => this.load({ states: withoutState(this.states.rows, name), steps: withoutState(this.steps.rows, name) }), t('State and its steps taken out'));
  }

  async takeOver() {
    const after = (from, to) => ({ states: takenOver(this.states.rows, 'allow_edit', from, to), steps: takenOver(this.steps.rows, 'allowed', from, to) });
    const effect = (from, to) => {
      const { states, steps } = after(from, to);
      return { states: states.length - this.states.rows.length, steps: steps.length - this.steps.rows.length };
    };
    const given = await (await dialogs()).askTakeOver(this.present(), this.roles.map(({ name, label }) => [name, label]), effect);
    if (given) this.load(after(given.from, given.to));
  }

  /** Take something away, and offer to put all back as it was. @param {() => void} act @param {string} done */
  putAside(act, done) {
    const before = { states: [...this.states.rows], steps: [...this.steps.rows] };
    act();
    toast(done, { label: t('Undo'), run: () => this.load(before) });
    this.goOn();
  }

  /** Whoever goes by keys stays where they were. */
  goOn() {
    (one('#workflow-steps:not([hidden]) button') || one('#workflow-add-state')).focus();
  }
}
