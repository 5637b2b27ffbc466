/** What a log leaves open: the order of day and month, and what a category means that nobody mapped. */
const version = new URL(import.meta.url).search;
const { t, el, all, language } = await import(`./core.js${version}`);

const ORDERS = ['Day first', 'Month first'];
const CATEGORY = 'category';

/** A date of the file in words; it has no time, so no zone may move it. */
const inWords = (iso) => new Date(`${iso}T00:00:00Z`).toLocaleDateString(language, { dateStyle: 'long', timeZone: 'UTC' });

/** Whether the page has to ask in which order dates are written. */
export const asksForOrder = (state) => Boolean(state.dates.example) && !state.dates.decided;

/**
 * The question in which order day and month come, with a date of the file both ways; where a row of the
 * file has decided it, what it decided. Null where no date can be read both ways.
 */
export function orderOfDates(state) {
  const { example, count, readings, proofs, decided } = state.dates;
  if (!example) return null;
  const meant = (order) => inWords(readings[order]);
  if (decided) {
    const text = t('“{0}” is read as {1}: “{2}” in the same file leaves no other way.', example, meant(decided), proofs[0]);
    return { node: el('p', { class: 'alert', dir: 'auto' }, text), chosen: () => state.date_order, isComplete: () => true };
  }
  const fault = el('p', { class: 'field-error', role: 'alert', id: 'order-fault', hidden: true }, t('Choose whether the day or the month comes first.'));
  const radios = ORDERS.map((order) => el('input', { type: 'radio', name: 'date-order', value: order, checked: state.date_order === order, 'aria-describedby': 'order-fault' }));
  const labels = [t('{0}: the day comes first', meant(ORDERS[0])), t('{0}: the month comes first', meant(ORDERS[1]))];
  const choices = radios.map((radio, place) => el('label', { class: 'check' }, radio, labels[place]));
  const help = proofs.length ? t('Some dates are written the one way, some the other: “{0}”, “{1}”. Those that do not fit what you choose are told row by row.', ...proofs) : t('{0} dates of the file can be read both ways. If you are not sure, ask the person who keeps the log.', count);
  const node = el('fieldset', {}, el('legend', {}, t('Which day is “{0}”?', example)), el('p', { class: 'help', dir: 'auto' }, help), ...choices, fault);
  const chosen = () => radios.find((radio) => radio.checked)?.value ?? '';
  node.addEventListener('change', () => (fault.hidden = true));
  return {
    node,
    chosen,
    isComplete: () => {
      fault.hidden = Boolean(chosen());
      if (!chosen()) radios[0].focus();
      return Boolean(chosen());
    },
  };
}

/** The class of cases whose category nobody maps; it says how many there would be. */
export function unmappedClass(state) {
  const select = el('select', { id: 'unmapped-class' });
  for (const each of state.classes) select.append(new Option(each.label, each.value));
  select.value = state.unmapped_class;
  const tally = el('span', { class: 'muted', 'aria-live': 'polite' });
  const help = t('A category that nobody maps may be anything. As long as it is to be clarified, only those see the case who decide what it is.');
  const node = el(
    'div',
    { class: 'field', id: 'unmapped' },
    el('label', { for: 'unmapped-class' }, t('Cases with a category that is not mapped get the class')),
    select,
    tally,
    el('p', { class: 'help' }, help),
  );
  return {
    node,
    chosen: () => select.value,
    /** Count anew after something was chosen in the list of values. */
    count: (selects) => {
      const open = selects.filter((each) => each.dataset.field === CATEGORY && !each.value);
      const rows = open.reduce((sum, each) => sum + Number(each.dataset.count), 0);
      tally.textContent = rows ? t('Rows as it stands: {0}', rows) : t('No row as it stands');
    },
  };
}

/** What the dry run says of categories that stayed unmapped; nothing where there are none. */
export function unmappedTold(state) {
  const group = state.unknown.find((each) => each.field === CATEGORY);
  const mapped = state.values_map[CATEGORY] ?? {};
  const rows = (group?.values ?? []).reduce((sum, each) => sum + (mapped[each.raw] ? 0 : each.count), 0);
  const label = state.classes.find((each) => each.value === state.unmapped_class)?.label ?? '';
  if (rows) return el('p', { class: 'alert amber' }, t('{0} rows have a category that nobody mapped; their cases get the class “{1}”.', rows, label));
  if (state.columns_map[CATEGORY]) return '';
  const usual = state.classes.find((each) => each.value === state.usual_class)?.label ?? '';
  return el('p', { class: 'alert amber' }, t('No column feeds the category; the cases get the class “{0}”.', usual));
}

/** Why the meaning of a column is not sure, shown as long as it is the one that was guessed. */
export function doubtOf(column, select, place) {
  if (!column.doubt) return null;
  const id = `doubt-${place}`;
  const node = el('p', { class: 'doubt', id }, el('span', { class: 'pill amber' }, t('please check')), ' ', column.doubt.why);
  const show = () => {
    node.hidden = select.value !== column.doubt.field;
    if (node.hidden) select.removeAttribute('aria-describedby');
    else select.setAttribute('aria-describedby', id);
  };
  select.addEventListener('change', show);
  show();
  return node;
}

/** The selects of a panel. */
export const selectsOf = (node) => all('select[data-raw]', node);
