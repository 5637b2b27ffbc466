/** The form of an assignment rule: conditions to put together, days to tick, fields to choose from. */
import { el, one, t } from '../dom.js';
import { fillChoices } from './choices.js';
import { bindCondition } from './condition.js';
import { fieldsOf } from './fields.js';

const DAY = 'Assignment Rule Day';

/** @param {any} form */
export function start(form) {
  const data = form.data.panels['manage/assignment_rule'];
  const about = () => fieldsOf(form.scope.doc.document_type);
  const pickers = Object.entries({
    assign_condition: t('No condition yet: say which entries are assigned.'),
    unassign_condition: t('Never; whoever has an entry keeps it.'),
    close_condition: t('Never; whoever has an entry says when it is done.'),
  }).map(([fieldname, always]) => bindCondition(one(`[data-field="${fieldname}"] textarea`), { fields: about, syntax: 'bare', always }));
  fillChoices(form, 'field', undefined, ({ fieldtype, options }) => fieldtype === 'Link' && options === 'User');
  fillChoices(form, 'due_date_based_on', undefined, ({ fieldtype }) => ['Date', 'Datetime'].includes(fieldtype));
  form.onChange((changed) => {
    if (changed === 'document_type') for (const picker of pickers) picker.redraw();
    if (!changed || changed === 'rule') explain(form, data.kinds);
  });
  explain(form, data.kinds);
  new Days(form, data.days).draw();
}

/** What the chosen kind of rule does. @param {any} form @param {Record<string, string>} kinds */
function explain(form, kinds) {
  const wrapper = one('[data-field="rule"]');
  let help = one('.rule-help', wrapper);
  if (!help) {
    help = el('p', { class: 'help rule-help', role: 'status' });
    wrapper.append(help);
  }
  help.textContent = kinds[form.scope.doc.rule] || '';
}

/** The days as boxes to tick, in place of a table. */
class Days {
  /** @param {any} form @param {[string, string][]} days */
  constructor(form, days) {
    this.form = form;
    this.days = days;
    const rows = form.scope.doc.assignment_days || [];
    this.stored = new Map(rows.map((row) => [row.day, row]));
    this.held = new Set(this.stored.keys());
  }

  draw() {
    const wrapper = one('[data-field="assignment_days"]');
    if (!wrapper) return;
    if (!this.held.size && this.form.scope.doc.__islocal) {
      this.take(new Set(this.days.map(([day]) => day)));
    }
    for (const part of wrapper.children) part.hidden = true;
    wrapper.append(el('fieldset', { class: 'day-boxes' }, el('legend', {}, t('On these days')),
      ...this.days.map(([day, label]) => this.box(day, label))));
  }

  /** @param {Set<string>} held */
  take(held) {
    this.held = held;
    const rows = this.days.filter(([day]) => held.has(day)).map(([day]) => this.stored.get(day) || { doctype: DAY, day });
    this.form.scope.set('assignment_days', rows);
  }

  /** @param {string} day @param {string} label */
  box(day, label) {
    const input = el('input', { type: 'checkbox', value: day, checked: this.held.has(day) });
    input.addEventListener('change', () => {
      const held = new Set(this.held);
      if (input.checked) held.add(day);
      else held.delete(day);
      this.take(held);
    });
    return el('label', {}, input, label);
  }
}
