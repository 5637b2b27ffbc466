/** The draft of a form: what was typed into one that belongs to a record, there again when the page is. */
const version = new URL(import.meta.url).search;
const [{ all, debounce }, store] = await Promise.all(['core', 'store'].map((name) => import(`./${name}.js${version}`)));

const controls = (form) => all('input, select, textarea', form);
const isTicked = (control) => ['radio', 'checkbox'].includes(control.type);
const keyOf = (control, place) => [control.name || place, isTicked(control) ? control.value : ''].join(':');
const read = (control) => (isTicked(control) ? control.checked : control.value);

function isTouched(control) {
  if (isTicked(control)) return control.checked !== control.defaultChecked;
  if (control.tagName === 'SELECT') return [...control.options].some((each) => each.selected !== each.defaultSelected) && control.selectedIndex > 0;
  return control.value !== control.defaultValue;
}

function write(control, value) {
  if (isTicked(control)) control.checked = value;
  else control.value = value;
}

/** A form of which nothing stays in the browser: a log-out asks for it all the same. */
export const onlyHere = (form) => store.askAtLogOut(() => Number(controls(form).some(isTouched)));

/**
 * Keep what is typed into a form, and fill in what was kept.
 * @param {HTMLFormElement} form @param {string} kind @param {string} id of the record and what is done with it
 * @returns {{found: number, drop: () => void, keep: () => void}} when it was typed, or 0; and what ends it
 */
export function keepDraft(form, kind, id) {
  const keep = () => {
    if (!controls(form).some(isTouched)) return store.drop(kind, id);
    const values = Object.fromEntries(controls(form).map((control, place) => [keyOf(control, place), read(control)]));
    return store.keep(kind, id, { values });
  };
  const later = debounce(() => isTyped && keep(), 300);
  let isTyped = false;
  const hear = () => {
    isTyped = true;
    later();
  };
  for (const event of ['input', 'change']) form.addEventListener(event, hear);
  addEventListener('pagehide', () => isTyped && keep());
  store.askAtLogOut(() => {
    if (isTyped) keep();
    return 0;
  });

  const found = store.kept(kind).find((each) => each.id === id);
  for (const [place, control] of found ? controls(form).entries() : []) {
    const value = found.values[keyOf(control, place)];
    if (value !== undefined) write(control, value);
  }
  return {
    found: found?.at || 0,
    keep,
    drop: () => {
      isTyped = false;
      store.drop(kind, id);
    },
  };
}
