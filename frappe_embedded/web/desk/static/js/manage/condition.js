/** A condition put together by choosing; the field keeps the expression that the server understands. */
import { request } from '../api.js';
import { el, icon, t } from '../dom.js';
import { bindLink } from '../link.js';
import { isMoment, isNumber, operatorsFor, read, takesValue, write } from './expressions.js';

/** @typedef {import('./fields.js').FieldChoice} FieldChoice */

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
    this.condition = { any: false, rows: [] };
    this.keep();
    this.drawRows();
    this.add();
  }

  drawRows() {
    const { rows, any } = this.condition;
    const lines = rows.map((row, at) => this.line(row, at));
    const none = el('p', { class: 'help condition-none' }, this.always || t('Always; no condition is set.'));
    const add = el('button', { type: 'button', class: 'quiet small', onclick: () => this.add() }, icon('plus'), t('Add a condition'));
    this.box.replaceChildren(...(rows.length > 1 ? [this.joint(any)] : []), ...(rows.length ? lines : [none]), add);
  }

  /** Whether all conditions must hold, or one of them. @param {boolean} any */
  joint(any) {
    const choice = (value, text) => el('label', {}, el('input', {
      type: 'radio', name: `joint-${this.number}`, value, checked: (value === 'any') === any,
      onchange: () => { this.condition.any = value === 'any'; this.keep(); },
    }), text);
    return el('div', { class: 'condition-joint', role: 'radiogroup', 'aria-label': t('How the conditions go together') },
      choice('all', t('All of these')), choice('any', t('One of these')));
  }

  /** @param {any} row @param {number} at */
  line(row, at) {
    const labels = words();
    const chosen = this.fieldOf(row.field);
    const field = el('select', {
      'aria-label': t('Field'), onchange: () => {
        row.field = field.value;
        [row.operator] = this.operators(this.fieldOf(row.field));
        row.value = '';
        this.keep();
        this.drawRows();
        this.box.querySelectorAll('.condition-line')[at]?.querySelectorAll('select')[1]?.focus();
      },
    }, ...this.fields.map((each) => el('option', { value: each.fieldname, selected: each.fieldname === row.field }, each.label)));
    const offered = this.operators(chosen);
    if (!offered.includes(row.operator)) offered.push(row.operator);
    const operator = el('select', {
      'aria-label': t('Comparison'), onchange: async () => {
        row.operator = operator.value;
        row.below = row.operator === 'under' && row.value ? await below(chosen?.options || '', row.value) : undefined;
        this.keep();
        this.drawRows();
      },
    }, ...offered.map((each) => el('option', { value: each, selected: each === row.operator }, labels[each] || each)));
    const remove = el('button', {
      type: 'button', class: 'icon-button tiny', 'aria-label': t('Remove the condition'),
      onclick: () => { this.condition.rows.splice(at, 1); this.keep(); this.drawRows(); },
    }, icon('x'));
    return el('div', { class: 'condition-line' }, field, operator, takesValue(row.operator) ? this.valueControl(row, chosen) : el('span', {}), remove,
      chosen?.tree && ['==', '!='].includes(row.operator) ? el('p', { class: 'help condition-note' }, t('Only exactly this one: what lies under it does not count.')) : null);
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

  add() {
    if (!this.fields.length) return;
    const [first] = this.fields;
    this.condition.rows.push({ field: first.fieldname, operator: this.operators(first)[0], value: '' });
    this.keep();
    this.drawRows();
    this.box.querySelector('.condition-line:last-of-type select')?.focus();
  }

  /** Hand the expression over to the field, as if it had been typed. */
  keep() {
    this.writing = true;
    this.input.value = write(this.condition, this.syntax, (name) => this.fieldOf(name)?.fieldtype || 'Data');
    for (const kind of ['input', 'change']) this.input.dispatchEvent(new Event(kind, { bubbles: true }));
    this.writing = false;
  }
}
