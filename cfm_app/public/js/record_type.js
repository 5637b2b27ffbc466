/** Making a kind of record: rows for what is asked, tables with columns, rights by role. */
const version = new URL(import.meta.url).search;
const { t, $, all, el, data, call, newKey } = await import(`./core.js${version}`);

const icon = (name) => $('icons').content.querySelector(`[data-icon="${name}"]`).firstElementChild.cloneNode(true);
let count = 0;
const key = newKey();

const field = (label, control, extra = '') => el('div', { class: `field ${extra}` }, el('label', { for: control.id }, label), control);
const check = (label, input) => el('label', { class: 'check' }, input, el('span', {}, label));
const option = ({ value, label }) => el('option', { value }, label);
const select = (id, rows) => el('select', { id }, ...rows.map(option));

/** One row of a form or, within a table, one of its columns. */
function row(inTable) {
  count += 1;
  const id = `field-${count}`;
  const parts = {
    label: el('input', { id, dir: 'auto', maxlength: '140', autocomplete: 'off' }),
    kind: select(`${id}-kind`, data.kinds.filter((each) => !inTable || each.in_table)),
    choices: el('input', { id: `${id}-choices`, dir: 'auto', placeholder: t('Good; fair; bad') }),
    target: select(`${id}-target`, [{ value: '', label: '' }, ...data.targets]),
    required: el('input', { type: 'checkbox' }),
    listed: el('input', { type: 'checkbox' }),
  };
  const remove = el('button', { type: 'button', class: 'button', title: t('Remove') }, icon('trash-2'), el('span', { class: 'sr' }, t('Remove')));
  const choices = field(t('Choices, with a semicolon between them'), parts.choices);
  const target = field(t('List'), parts.target);
  const required = check(t('Required'), parts.required);
  const listed = check(t('In the list'), parts.listed);
  const columns = el('ol', { class: 'fields' });
  const add = el('button', { type: 'button', class: 'button' }, icon('plus'), t('Add a column'));
  const item = el(
    'li',
    {},
    field(inTable ? t('Column') : t('Field'), parts.label),
    field(t('What is written there'), parts.kind, 'kind'),
    choices,
    target,
    required,
    inTable ? null : listed,
    remove,
    columns,
    add,
  );
  const follow = () => {
    const kind = parts.kind.value;
    choices.hidden = kind !== 'choice';
    target.hidden = kind !== 'link';
    required.hidden = ['section', 'table', 'yes'].includes(kind);
    listed.hidden = ['section', 'table'].includes(kind);
    columns.hidden = add.hidden = kind !== 'table';
    if (kind === 'table' && !columns.children.length) columns.append(row(true));
  };
  parts.kind.addEventListener('change', follow);
  remove.addEventListener('click', () => drop(item));
  add.addEventListener('click', () => append(columns, true));
  parts.label.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (item.nextElementSibling) item.nextElementSibling.querySelector('input').focus();
    else append(item.parentElement, inTable);
  });
  item.read = () => ({
    label: parts.label.value.trim(),
    kind: parts.kind.value,
    choices: parts.choices.value,
    target: parts.target.value,
    required: Number(parts.required.checked),
    listed: Number(parts.listed.checked),
    ...(parts.kind.value === 'table' ? { columns: rows(columns) } : {}),
  });
  follow();
  return item;
}

/** What was written into the rows of a list; those that are empty are left out. */
const rows = (list) => [...list.children].map((each) => each.read()).filter((each) => each.label || each.columns);

function append(list, inTable) {
  const item = row(inTable);
  list.append(item);
  item.querySelector('input').focus();
}

function drop(item) {
  const next = item.nextElementSibling ?? item.previousElementSibling;
  const list = item.parentElement;
  item.remove();
  if (next) next.querySelector('input').focus();
  else append(list, list !== $('fields'));
}

$('add').addEventListener('click', () => append($('fields'), false));
$('fields').append(row(false));
$('like').addEventListener('change', () => {
  const rights = data.likes.find(({ value }) => value === $('like').value)?.rights ?? {};
  for (const each of all('[data-role]')) each.value = rights[each.dataset.role] ?? 'none';
});

function told(words) {
  $('result').textContent = words;
  $('result').hidden = !words;
}

function show({ name, ...where }, label) {
  $('h-done').textContent = t('{0} is there.', label);
  for (const [place, address] of Object.entries(where)) $(`to-${place}`).href = address;
  $('type').hidden = true;
  $('done').hidden = false;
  $('done').dataset.name = name;
  $('h-done').focus();
}

$('type').addEventListener('submit', async (event) => {
  event.preventDefault();
  if ($('save').hasAttribute('aria-busy')) return;
  told('');
  $('save').setAttribute('aria-busy', 'true');
  const label = $('label').value.trim();
  const values = {
    label,
    about_case: Number($('about_case').checked),
    fields: rows($('fields')),
    own_role: $('own_role').value.trim(),
    rights: Object.fromEntries(all('[data-role]').map((each) => [each.dataset.role, each.value])),
  };
  try {
    show(await call('record_types.create', { values, request_id: key }, true), label);
  } catch (error) {
    told(error.message);
  } finally {
    $('save').removeAttribute('aria-busy');
  }
});
document.body.dataset.ready = '1';
