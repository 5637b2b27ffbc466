/** A condition put together by choosing; the field keeps the expression that the server understands. */
import { request } from '../api.js';
import { el, icon, t } from '../dom.js';
import { bindLink } from '../link.js';
import { toast } from '../toast.js';
import { emptyGroup, isGroup, isMoment, isNumber, operatorsFor, read, takesValue, write } from './expressions.js';

/** @typedef {import('./fields.js').FieldChoice} FieldChoice */
/** @typedef {import('./expressions.js').Condition} Condition */
/** @typedef {import('./expressions.js').Row} Row */

/** Deeper than this nobody reads it. */
const DEEPEST = 3;

let made = 0;

/** An entry of a tree and all that lies under it. @param {string} doctype @param {string} name @returns {Promise<string[]>} */
const below = async (doctype, name) => (await request('GET', `/app/below?${new URLSearchParams({ doctype, name })}`)).message;

const words = () => ({
  under: t('is or lies under'), '==': t('is'), '!=': t('is not'), '>': t('is more than'), '>=': t('is at least'), '<': t('is less than'), '<=': t('is at most'),
  contains: t('contains'), set: t('is filled in'), unset: t('is empty'), true: t('is ticked'), false: t('is not ticked'),
  me: t('is whoever acts'), other: t('is somebody else than who acts'),
  past: t('is over'), future: t('lies ahead'), before: t('is before'), after: t('is after'),
});

/**
 * Let the expression in a field be chosen instead of typed.
 * @param {HTMLTextAreaElement|HTMLInputElement} input
 * @param {{fields: () => Promise<FieldChoice[]>|FieldChoice[], syntax?: import('./expressions.js').Syntax, acts?: boolean, always?: string}} options
 *   `acts`: the expression knows who acts; `always`: what to say where no condition is set
 * @returns {{redraw: () => Promise<void>}} to draw it again when other fields are offered
 */
export function bindCondition(input, options) {
  const picker = new Picker(input, options);
  picker.redraw();
  return picker;
}

class Picker {
  constructor(input, { fields, syntax = 'doc', acts = false, always }) {
    Object.assign(this, { input, offered: fields, syntax, acts, always });
    this.number = ++made;
    input.dataset.main = '';
    /** @type {FieldChoice[]} */
    this.fields = [];
    this.box = el('div', { class: 'condition' });
    this.byHand = el('details', { class: 'condition-text' }, el('summary', {}, t('As an expression')));
    input.before(this.box);
    this.box.after(this.byHand);
    this.byHand.append(input);
    input.addEventListener('input', () => { if (!this.writing) this.draw(); });
  }

  async redraw() {
    this.fields = await this.offered();
    this.draw();
  }

  /** @param {string} name @returns {FieldChoice|undefined} */
  fieldOf(name) {
    return this.fields.find((field) => field.fieldname === name);
  }

  operators(field) {
    return operatorsFor(field || { fieldtype: 'Data' }, this.syntax, this.acts);
  }

  draw() {
    const condition = read(this.input.value, (name) => this.fieldOf(name)?.fieldtype);
    if (condition) {
      this.condition = condition;
      this.drawRows();
      return;
    }
    this.box.replaceChildren(
      el('p', { class: 'help' }, t('This condition was written by hand and says more than can be shown as choices.')),
      el('button', { type: 'button', class: 'quiet small', onclick: () => this.startOver() }, t('Choose it anew')),
    );
    this.byHand.open = true;
  }

  startOver() {
    this.condition = emptyGroup();
    this.keep();
    this.add(this.condition);
  }

  /** @param {Row} [entered] the row in which the next key arrives @param {'field'|'operator'} [place] */
  drawRows(entered, place = 'field') {
    this.lines = new Map();
    this.box.replaceChildren(...this.inside(this.condition, 1));
    this.lines.get(entered)?.querySelector(`[data-part=${place}]`)?.focus();
  }

  /** What a group shows: how its rows go together, the rows and groups, and what adds more. @param {Condition} group @param {number} depth */
  inside(group, depth) {
    const { rows, joint } = group;
    const none = el('p', { class: 'help condition-none' }, depth > 1 ? t('An empty group says nothing.') : this.always || t('Always; no condition is set.'));
    const adding = (text, act) => el('button', { type: 'button', class: 'quiet small', onclick: act }, icon('plus'), text);
    return [
      ...(rows.length > 1 || joint === 'none' || depth > 1 ? [this.joint(group)] : []),
      ...(rows.length ? rows.map((each) => (isGroup(each) ? this.group(each, group, depth + 1) : this.line(each, group))) : [none]),
      el('div', { class: 'condition-adding' }, adding(t('Add a condition'), () => this.add(group)),
        rows.length && depth < DEEPEST ? adding(t('Add a group'), () => this.addGroup(group)) : null),
    ];
  }

  /** @param {Condition} group @param {Condition} outer @param {number} depth */
  group(group, outer, depth) {
    return el('div', { class: 'condition-group', role: 'group', 'aria-label': t('Group of conditions') },
      this.removal(t('Remove the group'), outer, group), ...this.inside(group, depth));
  }

  /** Whether all conditions must hold, or one of them, or none. @param {Condition} group */
  joint(group) {
    const name = `joint-${this.number}-${made += 1}`;
    const choice = (value, text) => el('label', {}, el('input', {
      type: 'radio', name, value, checked: value === group.joint, onchange: () => { group.joint = value; this.keep(); },
    }), text);
    return el('div', { class: 'condition-joint', role: 'radiogroup', 'aria-label': t('How the conditions go together') },
      choice('all', t('All of these')), choice('any', t('One of these')), choice('none', t('None of these')));
  }

  /** @param {string} label @param {Condition} group @param {Row|Condition} each */
  removal(label, group, each) {
    return el('button', {
      type: 'button', class: 'icon-button tiny', 'aria-label': label,
      onclick: () => { group.rows.splice(group.rows.indexOf(each), 1); this.keep(); this.drawRows(); },
    }, icon('x'));
  }

  /** @param {any} row @param {Condition} group */
  line(row, group) {
    const labels = words();
    const chosen = this.fieldOf(row.field);
    const field = el('select', {
      'data-part': 'field', 'aria-label': t('Field'), onchange: () => {
        row.field = field.value;
        [row.operator] = this.operators(this.fieldOf(row.field));
        row.value = '';
        this.keep();
        this.drawRows(row, 'operator');
      },
    }, ...this.fields.map((each) => el('option', { value: each.fieldname, selected: each.fieldname === row.field }, each.label)));
    const offered = this.operators(chosen);
    if (!offered.includes(row.operator)) offered.push(row.operator);
    const operator = el('select', {
      'data-part': 'operator', 'aria-label': t('Comparison'), onchange: async () => {
        row.operator = operator.value;
        row.below = row.operator === 'under' && row.value ? await below(chosen?.options || '', row.value) : undefined;
        this.keep();
        this.drawRows(row, 'operator');
      },
    }, ...offered.map((each) => el('option', { value: each, selected: each === row.operator }, labels[each] || each)));
    const line = el('div', { class: 'condition-line' }, field, operator, takesValue(row.operator) ? this.valueControl(row, chosen) : el('span', {}),
      this.removal(t('Remove the condition'), group, row),
      chosen?.tree && ['==', '!='].includes(row.operator) ? el('p', { class: 'help condition-note' }, t('Only exactly this one: what lies under it does not count.')) : null);
    this.lines.set(row, line);
    return line;
  }

  /** @param {any} row @param {FieldChoice} field */
  valueControl(row, { fieldtype, options, choices }) {
    const take = (value) => { row.value = value; this.keep(); };
    const label = t('Value');
    if (choices) {
      const offered = choices.some(([value]) => value === row.value) ? choices : [[row.value, row.value || '…'], ...choices];
      return el('select', { 'aria-label': label, onchange: (event) => take(event.target.value) },
        ...offered.map(([value, text]) => el('option', { value, selected: value === row.value }, text)));
    }
    if (fieldtype === 'Link' && options) {
      const input = el('input', { type: 'text', class: 'link-input', role: 'combobox', 'aria-expanded': 'false', autocomplete: 'off', 'aria-label': label, value: row.value });
      const box = el('div', { class: 'link-box' }, input);
      bindLink(input, {
        doctype: () => options, reference: '', creatable: [],
        choose: async (value, text) => {
          input.value = value ? text || value : '';
          row.below = row.operator === 'under' && value ? await below(options, value) : undefined;
          take(value || '');
        },
      });
      return box;
    }
    const type = isNumber(fieldtype) ? 'number' : isMoment(fieldtype) ? 'date' : 'text';
    return el('input', { type, step: 'any', 'aria-label': label, value: row.value, autocomplete: 'off', oninput: (event) => take(event.target.value) });
  }

  /** @param {Condition} group */
  add(group) {
    if (!this.fields.length) {
      toast(t('Choose the kind of entry first'));
      return;
    }
    const [first] = this.fields;
    const row = { field: first.fieldname, operator: this.operators(first)[0], value: '' };
    group.rows.push(row);
    this.keep();
    this.drawRows(row);
  }

  /** A group of its own; with "one of these", since all of them need none. @param {Condition} outer */
  addGroup(outer) {
    const group = { ...emptyGroup(), joint: outer.joint === 'all' ? 'any' : 'all' };
    outer.rows.push(group);
    this.add(group);
  }

  /** Hand the expression over to the field, as if it had been typed. */
  keep() {
    this.writing = true;
    this.input.value = write(this.condition, this.syntax, (name) => this.fieldOf(name)?.fieldtype || 'Data');
    for (const kind of ['input', 'change']) this.input.dispatchEvent(new Event(kind, { bubbles: true }));
    this.writing = false;
  }
}
