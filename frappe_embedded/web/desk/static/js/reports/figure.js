/** The form of a chart or a number card: fields to choose from, conditions, and a preview. */
import { request } from '../api.js';
import { all, el, icon, one, t } from '../dom.js';
import { askCondition } from '../filters.js';
import { toast, withProgress } from '../toast.js';
import { offer } from './offer.js';
import { settle } from './settle.js';

const MOMENTS = ['Date', 'Datetime'];
const SUMMED = ['Int', 'Float', 'Currency', 'Percent', 'Duration', 'Rating', 'Long Int', 'Check'];

/** @param {any} form */
export function start(form) {
  const panel = new FigurePanel(form);
  panel.take(form.data.panels['reports/figure']);
  form.onChange(() => panel.followType());
  form.onPause(() => panel.refresh(), 400);
  document.addEventListener('grid:open', (event) => {
    const { body, row } = /** @type {CustomEvent} */ (event).detail;
    for (const select of all('[data-field="y_field"] select', body)) offer(select, panel.data.columns.filter((each) => SUMMED.includes(each.fieldtype)), row.y_field);
  }, { signal: form.signal });
  one('#add-filter').addEventListener('click', () => panel.addFilter());
  one('#figure-place').addEventListener('submit', (event) => { event.preventDefault(); panel.place(); });
  settle(form);
}

class FigurePanel {
  constructor(form) {
    this.form = form;
    if (!form.scope.doc.filters_json) form.scope.doc.filters_json = '[]';
  }

  /** Only what is counted over time has a time series. */
  followType() {
    const { doc } = this.form.scope;
    const inTime = ['Count', 'Sum', 'Average'].includes(doc.chart_type) ? 1 : 0;
    if (this.form.data.doctype === 'Dashboard Chart' && (doc.timeseries || 0) !== inTime) this.form.scope.put('timeseries', inTime);
  }

  async refresh() {
    const asked = request('POST', '/app/figure-preview', { ...this.form.outgoing(), doctype: this.form.data.doctype });
    const answer = await this.form.whileShown(asked).catch((error) => ({ message: { ...this.data, preview: '', problem: error.message } }));
    this.take(answer.message);
  }

  take(data) {
    this.data = data;
    const page = new DOMParser().parseFromString(data.preview || '', 'text/html');
    one('#figure-preview').replaceChildren(...(data.problem ? [el('p', { class: 'empty-line' }, data.problem)] : [...page.body.childNodes].map((node) => document.adoptNode(node))));
    this.fill('based_on', data.fields.filter((each) => MOMENTS.includes(each.fieldtype)));
    this.fill('value_based_on', data.fields.filter((each) => SUMMED.includes(each.fieldtype)));
    this.fill('group_by_based_on', data.fields.filter((each) => each.groups));
    const onReport = this.form.data.doctype === 'Number Card' ? 'report_field' : 'y_field';
    this.fill('aggregate_function_based_on', data.fields.filter((each) => SUMMED.includes(each.fieldtype)));
    this.fill('x_field', data.columns);
    this.fill(onReport, data.columns.filter((each) => SUMMED.includes(each.fieldtype)));
    this.drawFilters();
    this.drawPlaces(data.placed || this.placed);
  }

  /** What is stored can be put on a dashboard. */
  drawPlaces(placed) {
    this.placed = placed;
    one('#figure-place').hidden = this.form.data.isNew || !placed.may;
    one('#figure-boards').replaceChildren(...placed.boards.map((name) => el('option', { value: name })));
    one('#figure-placed').replaceChildren(...placed.on.map(({ name, url }) => el('li', {}, icon('check'), ' ', el('a', { href: url }, t('It stands on {0}', name)))));
  }

  async place() {
    const box = one('#figure-board');
    const asked = { doctype: this.form.data.doctype, name: this.form.data.name, dashboard: box.value };
    try {
      const { message } = await this.form.whileShown(withProgress(request('POST', '/app/figure-place', asked)));
      box.value = '';
      this.drawPlaces(message);
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  }

  /** Offer fields of the chosen DocType itself; those of its tables are not counted here. */
  fill(fieldname, choices) {
    const own = choices.filter((each) => !each.fieldname.includes('.'));
    const grid = one('[data-grid="y_axis"]');
    for (const select of all(`.field[data-field="${fieldname}"] select`)) offer(select, own, this.form.scope.doc[fieldname] || '');
    if (fieldname === 'y_field' && grid) for (const select of all('tbody [data-field="y_field"] select', grid)) offer(select, own);
  }

  get filters() {
    try {
      const given = JSON.parse(this.form.scope.doc.filters_json || '[]');
      return Array.isArray(given) ? given : [];
    } catch {
      return [];
    }
  }

  setFilters(rows) {
    this.form.scope.put('filters_json', JSON.stringify(rows));
  }

  drawFilters() {
    const rows = this.filters;
    const none = this.data.subject ? t('No condition: every entry counts.') : t('Choose first what is counted.');
    one('#figure-filters').replaceChildren(...(this.data.chips.length ? this.data.chips.map((text, at) => el('li', { class: 'chip' }, text,
      el('button', { type: 'button', class: 'chip-remove', 'aria-label': t('Remove filter: {0}', text), onclick: () => this.setFilters(rows.filter((_row, place) => place !== at)) }, icon('x')))) : [el('li', { class: 'empty-line' }, none)]));
    one('#add-filter').hidden = !this.data.subject;
  }

  async addFilter() {
    const subject = this.data.subject;
    const condition = await askCondition({ ...this.data, doctype: subject });
    if (!condition) return;
    const [key, operator, value] = condition;
    const at = key.lastIndexOf('.');
    const row = at < 0 ? [subject, key, operator, value, false] : [key.slice(0, at), key.slice(at + 1), operator, value, false];
    this.setFilters([...this.filters, row]);
  }
}
