/**
 * The draft of a case, kept in this tab until the server said yes.
 *
 * What was said is kept only once the category is known not to be sensitive, and a sensitive case
 * leaves nothing behind at all.
 */
const version = new URL(import.meta.url).search;
const { all } = await import(`./core.js${version}`);
const { isOwn } = await import(`./own.js${version}`);

const KEY = 'cfm-new-case';
const TOLD = ['description', 'information_given', 'shared_summary', 'reason'];
const user = document.querySelector('meta[name=cfm-user]').content;

/** Whether the store of the browser may be used: private windows may refuse it. */
function store(task) {
  try {
    return task(sessionStorage);
  } catch {
    return null;
  }
}

export const drop = () => store((box) => box.removeItem(KEY));

/** @param {HTMLFormElement} form @param {'open' | 'unknown' | 'restricted'} kind */
export function keep(form, kind, choices) {
  if (kind === 'restricted') return drop();
  const values = {};
  for (const field of controls(form)) {
    if (kind === 'unknown' && (TOLD.includes(field.name) || isOwn(field.name))) continue;
    if (field.type === 'radio') {
      if (field.checked) values[field.name] = field.value;
    } else values[key(field)] = field.type === 'checkbox' ? field.checked : field.value;
  }
  store((box) => box.setItem(KEY, JSON.stringify({ user, values, choices })));
}

/** Fill the form from the draft. Returns the choices of the type-aheads, or null. */
export function restore(form) {
  const kept = store((box) => JSON.parse(box.getItem(KEY) || 'null'));
  if (!kept || kept.user !== user) {
    drop();
    return null;
  }
  for (const field of controls(form)) {
    const value = kept.values[field.type === 'radio' ? field.name : key(field)];
    if (value === undefined) continue;
    if (field.type === 'radio') field.checked = field.value === value;
    else if (field.type === 'checkbox') field.checked = value;
    else field.value = value;
  }
  return kept.choices || {};
}

const key = (field) => field.id || field.name;
// The known caller is asked for again; the category and the place are kept as choices.
const controls = (form) =>
  all('input, select, textarea', form).filter((each) => each.name !== 'person' && each.getAttribute('role') !== 'combobox');

