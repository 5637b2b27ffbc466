/** The list that a sheet is for, and the sheet to fill with the columns that are ticked. */
const version = new URL(import.meta.url).search;
const { t, $, all, el, language } = await import(`./core.js${version}`);

/** @param {Function} ask @param {(task: Function) => Promise} attempt */
export function chooser(ask, attempt) {
  const show = async () => {
    const target = $('target').value;
    $('sheet-card').hidden = !target;
    // Until its columns are known there is no sheet of this list to get.
    for (const sheet of all('#empty-sheet, #full-sheet')) sheet.removeAttribute('href');
    $('drop').hidden = !target;
    if (!target) return;
    const columns = await attempt(() => ask('columns', { target }));
    if (!columns || target !== $('target').value) return;
    $('ticks').replaceChildren(...columns.map(tick));
    link();
  };
  $('target').addEventListener('change', show);
  $('ticks').addEventListener('change', link);
  return show();
}

function tick(column) {
  const box = el('input', { type: 'checkbox', value: column.value, checked: column.is_usual, disabled: column.is_required });
  return el('label', {}, box, el('span', {}, column.is_required ? `${column.label} *` : column.label));
}

/** The links to the sheets follow what is ticked. */
function link() {
  const boxes = all('#ticks input');
  const ticked = boxes.filter((box) => box.checked);
  $('picked').textContent = t('{0} of {1} columns', ticked.length, boxes.length);
  for (const [id, full] of [['empty-sheet', '0'], ['full-sheet', '1']]) {
    const query = new URLSearchParams({
      target: $('target').value,
      columns: JSON.stringify(ticked.map((box) => box.value)),
      with_records: full,
      _lang: language,
    });
    $(id).href = `/api/method/cfm_app.api.list_imports.sheet?${query}`;
  }
}
