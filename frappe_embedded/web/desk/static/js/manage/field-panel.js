/** What the chosen field is like, and changing it. What may not be changed says why. */
import { all, calmed, el, icon, one, t } from '../dom.js';
import { isReadable } from '../expression.js';
import { hasValue, isBreak, kindOf, nameOf } from './kinds.js';
import { narrowing } from './narrowing.js';
import { groups } from './properties.js';

const MOST_FILTERS = 5;

/**
 * @typedef {Object} Desk what the panel works for
 * @property {any} data @property {() => any[]} rows
 * @property {(key: string, values: Object<string, any>) => void} change
 * @property {(key: string, step: -1|1) => void} step @property {(key: string) => void} remove
 * @property {(key: string) => void} restore @property {() => void} close
 * @property {(key: string) => void} fill
 */

export class FieldPanel {
  /** @param {HTMLElement} root @param {Desk} desk */
  constructor(root, desk) {
    this.root = root;
    this.desk = desk;
    /** @type {Map<string, boolean>} */
    this.folds = new Map();
  }

  /** @param {any} row */
  show(row) {
    this.row = row;
    if (!row) {
      this.root.replaceChildren(el('p', { class: 'empty-line' }, icon('info'), t('Choose a field in the form to see and change what it is like.')));
      return;
    }
    this.root.replaceChildren(this.head(row), ...groups().map((group) => this.group(group, row)).filter(Boolean));
    this.showCouplings();
  }

  head(row) {
    const kind = isBreak(row) ? '' : kindOf(row.fieldtype, row.options);
    const changed = Object.keys(row.standard || {}).length > 0;
    return el('header', { class: 'fp-head' },
      el('div', { class: 'fp-title' }, el('h2', {}, nameOf(row)),
        el('button', { type: 'button', class: 'icon-button', 'aria-label': t('Back to the fields'), onclick: () => this.desk.close() }, icon('x'))),
      el('p', { class: 'muted' }, [kind, row.own ? t('added by you') : t('standard field'), row.fieldname].filter(Boolean).join(' · ')),
      el('div', { class: 'button-row' },
        this.button('arrow-up-down', t('Up'), () => this.desk.step(row.key, -1)),
        this.button('arrow-up-down', t('Down'), () => this.desk.step(row.key, 1)),
        changed ? this.button('history', t('Back to the standard'), () => this.desk.restore(row.key)) : null,
        row.own ? this.button('trash-2', t('Remove'), () => this.desk.remove(row.key), row.fixed) : null),
      row.own && row.fixed ? el('p', { class: 'help' }, row.fixed) : null);
  }

  button(name, label, action, blocked) {
    return el('button', { type: 'button', class: 'quiet small', onclick: action, disabled: Boolean(blocked), title: blocked || null }, icon(name), label);
  }

  group({ title, open, properties }, row) {
    const fitting = properties.filter((property) => !property.fits || property.fits(row, this.desk.data));
    if (!fitting.length) return null;
    const fold = el('details', { class: 'fp-group', open: this.folds.get(title) ?? open }, el('summary', {}, title, icon('chevron-down')),
      ...fitting.map((property) => this.property(property, row)));
    fold.addEventListener('toggle', () => this.folds.set(title, fold.open));
    return fold;
  }

  property(property, row) {
    const reason = this.reasonAgainst(property, row);
    const control = this.control(property, row, Boolean(reason));
    const help = reason || property.help;
    const id = `fp-${property.name}`;
    if (help) (one('input, select, textarea', control) || control).setAttribute('aria-describedby', `${id}-help`);
    const notes = [
      property.name === 'label' && row.label && !isBreak(row) ? this.otherLanguages(row) : null,
      help ? el('p', { class: reason ? 'help fp-reason' : 'help', id: `${id}-help` }, reason ? icon('info') : null, help) : null,
      this.standardNote(property, row),
      property.name === 'default' ? this.fillNote(row) : null,
      el('p', { class: 'field-error', role: 'alert', hidden: true }),
    ];
    if (property.control === 'tick') return el('div', { class: 'field', 'data-property': property.name }, el('label', { class: 'check' }, control, el('span', {}, property.label)), ...notes);
    const name = property.control === 'condition' ? el('span', { class: 'label', id: `${id}-label` }, property.label) : el('label', { for: id }, property.label);
    return el('div', { class: 'field', 'data-property': property.name }, name, control, ...notes);
  }

  /** Why a property stays as it is; empty if it may be changed. */
  reasonAgainst({ name }, row) {
    const limit = row.limits?.[name];
    if (limit) return limit;
    if (name === 'in_list_view' && !row.in_list_view) return this.fullList();
    if (name === 'in_standard_filter' && !row.in_standard_filter) {
      const filters = this.desk.rows().filter((each) => each.in_standard_filter);
      if (filters.length >= MOST_FILTERS) return t('There is room for {0} filters: {1}. Take one of them away first.', MOST_FILTERS, filters.map(nameOf).join(', '));
    }
    return '';
  }

  fullList() {
    const { room, columns, istable } = this.desk.data;
    const listed = this.desk.rows().filter((each) => each.in_list_view && (istable || !each.fieldname || columns.includes(each.fieldname) || each.newlyListed));
    if (listed.length < room) return '';
    return t('There is room for {0} columns: {1}. Take one of them away first.', room, listed.map(nameOf).join(', '));
  }

  /** A label is one text for all; each language can read something else. */
  otherLanguages(row) {
    return el('p', { class: 'help' }, el('a', { href: `/app/wording?${new URLSearchParams({ words: row.label })}`, target: '_blank', rel: 'noopener' }, t('What it says in other languages')));
  }

  standardNote({ name, inverse }, row) {
    if (!row.standard || !(name in row.standard)) return null;
    const value = row.standard[name];
    const shown = name === 'fieldtype' ? kindOf(value) : inverse || isTick(name) ? (Boolean(value) !== Boolean(inverse) ? t('yes') : t('no')) : String(value || t('empty'));
    return el('p', { class: 'help fp-standard' }, t('Standard: {0}', shown),
      el('button', { type: 'button', class: 'quiet small', onclick: () => this.desk.change(row.key, { [name]: value, ...(name === 'label' ? { shownLabel: value } : {}) }) }, t('take it back')));
  }

  /** A default is for new entries; what is there is filled only when somebody asks for it. */
  fillNote(row) {
    const stored = this.desk.data.rows.find((each) => each.fieldname && each.fieldname === row.fieldname);
    const fits = stored?.default && stored.default === row.default && !this.desk.data.istable && !['Today', 'Now', '__user'].includes(row.default);
    return fits ? el('button', { type: 'button', class: 'quiet small', id: 'fill-older', onclick: () => this.desk.fill(row.key) }, t('Write it into older entries…')) : null;
  }

  control(property, row, locked) {
    const { name } = property;
    const id = `fp-${name}`;
    const say = (value) => this.desk.change(row.key, value);
    const make = {
      text: () => this.text(id, name, row, say),
      area: () => this.area(id, row.shownDescription ?? row[name], (text) => say({ [name]: text, shownDescription: text })),
      tick: () => {
        const input = el('input', { type: 'checkbox', id, checked: Boolean(Number(row[name])) !== Boolean(property.inverse) });
        input.addEventListener('change', () => say(ticked(property, input.checked)));
        return input;
      },
      number: () => {
        const input = el('input', { type: 'number', id, min: 0, step: 1, value: row[name] || '' });
        input.addEventListener('change', () => say({ [name]: input.value === '' ? '' : Number(input.value) }));
        return input;
      },
      condition: () => this.condition(id, name, row, say),
      default: () => this.preset(id, row, say),
      type: () => this.type(id, row, say),
      options: () => this.options(id, row, say),
      narrowing: () => narrowing({ id, target: row.options, value: row.link_filters, beside: this.fieldsBeside(row), take: (filters) => say({ link_filters: filters }) }),
    };
    const control = make[property.control]();
    if (locked) for (const each of [control, ...all('input, select, textarea', control)]) each.disabled = true;
    return control;
  }

  text(id, name, row, say) {
    const value = name === 'label' ? row.shownLabel : row[name];
    const input = el('input', { type: 'text', id, value: value || '', autocomplete: 'off', maxlength: 140 });
    const told = calmed(() => say(name === 'label' ? { label: input.value, shownLabel: input.value } : { [name]: input.value }), 250);
    input.addEventListener('input', told);
    return input;
  }

  area(id, value, say) {
    const input = el('textarea', { id, rows: 2 });
    input.value = value || '';
    input.addEventListener('input', calmed(() => say(input.value), 250));
    return input;
  }

  condition(id, name, row, say) {
    const input = el('textarea', { id, rows: 1, class: 'code', dir: 'ltr', spellcheck: 'false' });
    input.value = row[name] || '';
    const box = el('div', { role: 'group', 'aria-labelledby': `${id}-label` }, input);
    import('./condition.js').then(({ bindCondition }) => bindCondition(input, { fields: () => this.fieldsBeside(row), syntax: 'eval', always: ALWAYS()[name] }));
    input.addEventListener('input', () => {
      const error = one('.field-error', input.closest('[data-property]'));
      error.hidden = isReadable(input.value);
      error.textContent = t('This condition cannot be read. Example: eval:doc.sex == "Female"');
      say({ [name]: input.value.trim() });
    });
    return box;
  }

  /** The stored fields on which a condition can look. @param {any} row */
  fieldsBeside(row) {
    return this.desk.rows().filter((each) => each.fieldname && each !== row && hasValue(each)).map((each) => ({
      fieldname: each.fieldname, label: nameOf(each), fieldtype: each.fieldtype, options: each.options,
      choices: each.choices?.length ? each.choices : undefined, tree: each.tree,
    }));
  }

  preset(id, row, say) {
    const known = new Map(row.choices);
    const written = String(row.options || '').split('\n').filter(Boolean);
    const choices = { Check: [['', t('not ticked')], ['1', t('ticked')]], Select: [['', ''], ...written.map((each) => [each, known.get(each) || each])] }[row.fieldtype]
      || { Date: [['', ''], ['Today', t('today')]], Datetime: [['', ''], ['Now', t('now')]] }[row.fieldtype];
    const control = choices
      ? el('select', { id }, ...choices.map(([value, label]) => el('option', { value, selected: String(row.default || '') === value }, label)))
      : el('input', { type: 'text', id, value: row.default || '', autocomplete: 'off' });
    control.addEventListener('change', () => say({ default: control.value }));
    return control;
  }

  type(id, row, say) {
    const control = el('select', { id, disabled: row.types.length < 2 }, ...row.types.map((type) => el('option', { value: type, selected: type === row.fieldtype }, kindOf(type))));
    control.addEventListener('change', () => say({ fieldtype: control.value }));
    return control;
  }

  options(id, row, say) {
    const { targets, tables, severals } = this.desk.data;
    const lists = { Link: targets, Table: tables, 'Table MultiSelect': severals };
    if (row.fieldtype === 'Select') {
      const blank = row.options.startsWith('\n') ? '\n' : '';
      const shown = row.limits?.options ? row.choices.map(([, label]) => label).join('\n') : row.options.slice(blank.length);
      return this.area(id, shown, (text) => say({ options: blank + text }));
    }
    const control = el('select', { id }, ...lists[row.fieldtype].map(([name, label]) => el('option', { value: name, selected: name === row.options }, label)));
    control.addEventListener('change', () => say({ options: control.value, ...(row.fieldtype === 'Link' ? { link_filters: '' } : {}) }));
    return control;
  }

  /** Hidden and required exclude each other unless there is something filled in beforehand. */
  showCouplings() {
    const { row } = this;
    const error = one('[data-property="hidden"] .field-error', this.root);
    if (!error) return;
    error.hidden = !(row.hidden && row.reqd && !row.default);
    error.textContent = t('Nobody could fill in a hidden field that must be filled in: give it something beforehand, or do not require it.');
  }
}

const ALWAYS = () => ({
  depends_on: t('Always; no condition is set.'),
  mandatory_depends_on: t('Never; no condition is set.'),
  read_only_depends_on: t('Never; no condition is set.'),
});

const TICKS = ['reqd', 'hidden', 'read_only', 'in_list_view', 'in_standard_filter', 'in_global_search', 'allow_in_quick_entry', 'bold', 'collapsible', 'allow_on_submit', 'unique', 'no_copy', 'non_negative', 'translatable', 'ignore_user_permissions'];
const isTick = (name) => TICKS.includes(name);

/** What a tick changes: a field that is hidden is not printed either, until somebody says so. */
function ticked({ name, inverse }, checked) {
  const values = { [name]: checked === !inverse ? 1 : 0 };
  if (name === 'hidden') values.print_hide = checked ? 1 : 0;
  if (name === 'in_list_view') values.newlyListed = checked;
  return values;
}
