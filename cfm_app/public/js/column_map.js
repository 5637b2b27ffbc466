/** Which column of a sheet feeds which field: a card of selects that is filled in by guesses. */
const version = new URL(import.meta.url).search;
const { t, el, announce } = await import(`./core.js${version}`);

/**
 * @param {object} layout the columns of the sheet with their first values, the fields, and what feeds which
 * @param {object} of
 * @param {string} of.target the heading of the selects
 * @param {string} of.missing what is said while too little is chosen
 * @param {(fields: string[]) => boolean} of.isEnough whether the fields that are fed suffice
 * @param {() => void} of.changed hears that another column was chosen
 * @param {(where: object) => void} of.moved hears that the headers lie elsewhere
 * @param {string} [of.help] what is said below the place of the headers
 * @param {(column: object, select: HTMLSelectElement, place: number) => ?Node} [of.beside] what is doubtful about a column
 */
export function columnMap(layout, { target, missing, isEnough, changed, moved, help = '', beside = () => null }) {
  const fieldOf = Object.fromEntries(Object.entries(layout.columns_map).map(([field, header]) => [header, field]));
  const selects = layout.columns.map((column, place) => fieldSelect(layout.fields, column, place, fieldOf));
  const rows = layout.columns.map((column, place) => columnRow(column, selects[place], beside(column, selects[place], place)));
  const fault = el('p', { class: 'field-error', role: 'alert', hidden: true });
  const tally = el('p', { class: 'muted' });
  const fed = () => selects.map((select) => select.value).filter(Boolean);

  function count() {
    tally.textContent = t('{0} of {1} columns are imported. The others are left out.', fed().length, selects.length);
    for (const [place, row] of rows.entries()) row.classList.toggle('unused', !selects[place].value);
  }

  for (const select of selects) {
    select.addEventListener('change', () => {
      takeFromOthers(select, selects);
      fault.hidden = true;
      count();
      changed();
    });
  }
  const node = el(
    'section',
    { class: 'card' },
    el('h2', {}, t('What do the columns mean?')),
    whereFound(layout, moved, help),
    el('div', { class: 'map-head', 'aria-hidden': 'true' }, el('span', {}, t('Column of the file')), el('span', {}, t('First values')), el('span', {}, target)),
    el('ul', { class: 'map' }, ...rows),
    tally,
    fault,
  );
  count();
  return {
    node,
    /** The fields that are fed. */
    fed,
    /** Field to header. */
    columns: () => Object.fromEntries(selects.filter((each) => each.value).map((each) => [each.value, each.dataset.header])),
    /** Whether enough fields are fed; says so if not. */
    isComplete: () => {
      const isComplete = isEnough(fed());
      fault.textContent = missing;
      fault.hidden = isComplete;
      if (!isComplete) selects[0]?.focus();
      return isComplete;
    },
  };
}

/** A field holds one column: whoever chooses it for another one takes it away from the first. */
function takeFromOthers(select, selects) {
  for (const other of selects) {
    if (other === select || !select.value || other.value !== select.value) continue;
    other.value = '';
    announce(t('“{0}” is left out now.', other.dataset.header));
  }
}

function fieldSelect(fields, column, place, fieldOf) {
  const select = el('select', { id: `column-${place}`, 'data-header': column.header });
  select.append(new Option(t('Leave out'), ''));
  for (const field of fields) select.append(new Option(field.is_required ? `${field.label} *` : field.label, field.value));
  select.value = fieldOf[column.header] ?? '';
  return select;
}

function columnRow(column, select, doubt) {
  const samples = column.samples.map((sample) => el('bdi', {}, sample));
  return el(
    'li',
    {},
    el('label', { for: select.id }, el('bdi', {}, column.header)),
    el('span', { class: 'samples muted' }, ...(samples.length ? samples : [t('empty')])),
    select,
    doubt,
  );
}

/** Where sheet and headers were found; both can be chosen anew. */
function whereFound(layout, moved, help) {
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
  return el('div', { class: 'found' }, ...parts, help && el('p', { class: 'help' }, help));
}
