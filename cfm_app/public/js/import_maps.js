/** What the columns and the values of a log mean: two forms that are filled in by guesses. */
const version = new URL(import.meta.url).search;
const [{ t, el, announce }, doubts] = await Promise.all(['core', 'import_doubts'].map((name) => import(`./${name}.js${version}`)));

const CONTENT = ['description', 'category'];

/**
 * The columns of the file, each with its first values and the field it feeds.
 *
 * @param {object} layout @param {() => void} changed @param {(where: object) => void} moved
 */
export function columnsPanel(layout, changed, moved) {
  const fieldOf = Object.fromEntries(Object.entries(layout.columns_map).map(([field, header]) => [header, field]));
  const selects = layout.columns.map((column, place) => fieldSelect(layout.fields, column, place, fieldOf));
  const fault = el('p', { class: 'field-error', role: 'alert', hidden: true });
  const tally = el('p', { class: 'muted' });
  const count = () => {
    const used = selects.filter((select) => select.value).length;
    tally.textContent = t('{0} of {1} columns are imported. The others are left out.', used, selects.length);
    for (const select of selects) select.closest('li').classList.toggle('unused', !select.value);
  };

  for (const select of selects) {
    select.addEventListener('change', () => {
      // A field holds one column: whoever chooses it for another one takes it away from the first.
      for (const other of selects) {
        if (other === select || !select.value || other.value !== select.value) continue;
        other.value = '';
        announce(t('“{0}” is left out now.', other.dataset.header));
      }
      fault.hidden = true;
      count();
      changed();
    });
  }

  const rows = layout.columns.map((column, place) => columnRow(column, selects[place], place));
  const node = el(
    'section',
    { class: 'card' },
    el('h2', {}, t('What do the columns mean?')),
    whereFound(layout, moved),
    el('div', { class: 'map-head', 'aria-hidden': 'true' }, el('span', {}, t('Column of the file')), el('span', {}, t('First values')), el('span', {}, t('Field of the case'))),
    el('ul', { class: 'map' }, ...rows),
    tally,
    fault,
  );
  count();
  return {
    node,
    /** Field to header. */
    columns: () => Object.fromEntries(selects.filter((each) => each.value).map((each) => [each.value, each.dataset.header])),
    /** Whether the columns make a case; says so if not. */
    isComplete: () => {
      const isComplete = selects.some((select) => CONTENT.includes(select.value));
      fault.textContent = t('No column feeds “What was said” or the category. Choose one for at least one of them.');
      fault.hidden = isComplete;
      if (!isComplete) selects[0]?.focus();
      return isComplete;
    },
  };
}

function fieldSelect(fields, column, place, fieldOf) {
  const select = el('select', { id: `column-${place}`, 'data-header': column.header });
  select.append(new Option(t('Leave out'), ''));
  for (const field of fields) select.append(new Option(field.label, field.value));
  select.value = fieldOf[column.header] ?? '';
  return select;
}

function columnRow(column, select, place) {
  const samples = column.samples.map((sample) => el('bdi', {}, sample));
  return el(
    'li',
    {},
    el('label', { for: `column-${place}` }, el('bdi', {}, column.header)),
    el('span', { class: 'samples muted' }, ...(samples.length ? samples : [t('empty')])),
    select,
    doubts.doubtOf(column, select, place),
  );
}

/** Where sheet and headers were found; both can be chosen anew. */
function whereFound(layout, moved) {
  const row = el('input', { id: 'header-row', type: 'number', min: '1', max: '50', value: String(layout.header_row) });
  row.addEventListener('change', () => row.checkValidity() && moved({ header_row: row.value }));
  const parts = [el('div', { class: 'field' }, el('label', { for: 'header-row' }, t('Row of the headers')), row)];
  if (layout.sheets.length > 1) {
    const sheet = el('select', { id: 'sheet' });
    for (const name of layout.sheets) sheet.append(new Option(name, name));
    sheet.value = layout.sheet;
    sheet.addEventListener('change', () => moved({ sheet: sheet.value }));
    parts.unshift(el('div', { class: 'field' }, el('label', { for: 'sheet' }, t('Sheet')), sheet));
  }
  const help = t('Found by itself. Choose another row if the columns below are not the headers of the file.');
  return el('div', { class: 'found' }, ...parts, el('p', { class: 'help' }, help));
}

/** The values that name no record, each with what it may mean. @param {() => void} changed */
export function valuesPanel(state, changed) {
  const strict = el('input', { id: 'strict', type: 'checkbox', checked: Boolean(state.strict) });
  const order = doubts.orderOfDates(state);
  const groups = state.unknown.map((field, place) => valueGroup(field, state.values_map[field.field] ?? {}, place));
  const at = state.unknown.findIndex((field) => field.field === 'category');
  const unmapped = at < 0 ? null : doubts.unmappedClass(state);
  if (unmapped) groups[at].append(unmapped.node);
  const node = el('section', { class: 'card' }, el('h2', {}, t('What do these values mean?')), order?.node);
  if (groups.length) {
    const help = t('These values name no record. The proposals come from their words and spelling: please check them. What you choose is kept for the next log.');
    node.append(el('p', { class: 'muted' }, help), ...groups, el('label', { class: 'check' }, strict, ` ${t('Refuse rows with a value that stays unknown')}`));
  } else {
    node.append(el('p', { class: 'nothing' }, t('Every value names a record. There is nothing to choose.')));
  }
  const selects = doubts.selectsOf(node);
  const count = () => unmapped?.count(selects);
  node.addEventListener('change', () => {
    count();
    changed();
  });
  count();
  return {
    node,
    strict: () => strict.checked,
    dateOrder: () => order?.chosen() ?? state.date_order,
    unmappedClass: () => unmapped?.chosen() ?? state.unmapped_class,
    /** Whether all is said without which the log cannot be read; asks for what is not. */
    isComplete: () => !order || order.isComplete(),
    /** Raw value to record, by field; what was chosen earlier for other values stays. */
    values: () => {
      const chosen = structuredClone(state.values_map);
      for (const select of selects) {
        const { field, raw } = select.dataset;
        chosen[field] = { ...chosen[field], [raw]: select.value };
      }
      return chosen;
    },
  };
}

function valueGroup(field, earlier, group) {
  const labels = new Map(field.choices.map((choice) => [choice.value, choice.label]));
  const unsaid = field.field === 'category' ? t('Not mapped: the class below') : t('Keep as a note in the case');
  const rows = field.values.map((value, place) => {
    const id = `value-${group}-${place}`;
    const select = el('select', { id, 'data-field': field.field, 'data-raw': value.raw, 'data-count': String(value.count) });
    select.append(new Option(unsaid, ''));
    const similar = value.similar.filter((each) => labels.has(each));
    if (similar.length) select.append(options(t('Similar names'), similar.map((each) => [each, labels.get(each)])), options(t('All'), labels));
    else for (const [each, label] of labels) select.append(new Option(label, each));
    select.value = earlier[value.raw] ?? value.guess ?? '';
    const isGuess = !earlier[value.raw] && value.guess;
    const label = el('label', { for: id }, value.raw ? el('bdi', {}, value.raw) : t('(empty)'));
    const count = el('span', { class: 'muted' }, t('{0} rows', value.count), isGuess ? ` · ${t('proposal')}` : '');
    return el('li', {}, label, count, select);
  });
  return el('fieldset', {}, el('legend', {}, field.label), el('ul', { class: 'map' }, ...rows));
}

function options(label, choices) {
  const group = el('optgroup', { label });
  for (const [value, text] of choices) group.append(new Option(text, value));
  return group;
}
