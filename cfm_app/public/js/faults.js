/** Errors of a form: beside their fields, and summed up on top with links. */
const version = new URL(import.meta.url).search;
const { t, $, all, el } = await import(`./core.js${version}`);

/** @param {HTMLFormElement} form */
export function faultsOf(form) {
  /** Show what is wrong, by field, and nothing else. */
  function show(wrong) {
    for (const field of all('.invalid', form)) mend(field);
    const items = Object.entries(wrong).map(([name, message]) => mark(name, message));
    $('errors').hidden = !items.length;
    $('errors').className = 'alert red';
    if (!items.length) return;
    $('errors').replaceChildren(el('p', { class: 'strong' }, t('Please complete:')), el('ul', {}, ...items));
    all(`[data-field="${Object.keys(wrong)[0]}"] :is(input, select, textarea)`)[0].focus();
  }

  /** Say of one field what is wrong with it, as soon as that is known. */
  function doubt(name, message) {
    mend(all(`[data-field="${name}"]`, form)[0]);
    mark(name, message);
  }

  /** Take the error from a field, as soon as it is being mended. */
  function mend(field) {
    field.classList.remove('invalid');
    for (const note of all('.field-error', field)) note.remove();
    for (const control of all('[aria-invalid]', field)) control.removeAttribute('aria-invalid');
    if (!all('.invalid', form).length) $('errors').hidden = true;
  }

  return { show, doubt, mend };
}

function mark(name, message) {
  const field = all(`[data-field="${name}"]`)[0];
  const control = all('input, select, textarea', field)[0];
  field.classList.add('invalid');
  control.setAttribute('aria-invalid', 'true');
  field.append(el('p', { class: 'field-error' }, message));
  const link = el('a', { href: `#${control.id || ''}` }, message);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    control.focus();
  });
  return el('li', {}, link);
}
