/** Who does what: moving cases of a colleague, said in numbers before, and taken back after. */
const { t, all, call, el, announce } = await import(`./core.js${new URL(import.meta.url).search}`);

for (const each of all('#move')) prepare(each);
document.body.dataset.ready = '1';

/** @param {HTMLFormElement} form */
function prepare(form) {
  const boxes = all('[name=cases]', form);
  const every = form.querySelector('#all');
  const button = form.querySelector('#do');
  const to = form.querySelector('#to');

  function show() {
    const count = boxes.filter((box) => box.checked).length;
    button.disabled = count === 0 || !to.options.length;
    every.checked = count > 0 && count === boxes.filter((box) => !box.disabled).length;
    every.indeterminate = count > 0 && !every.checked;
    const doing = to.value ? t('Entrust {0} cases to {1}', count, to.selectedOptions[0].textContent) : t('Give {0} cases back', count);
    button.textContent = count ? doing : t('Entrust');
  }

  every.addEventListener('change', () => {
    for (const box of boxes) box.checked = every.checked && !box.disabled;
  });
  form.addEventListener('change', show);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const names = boxes.filter((box) => box.checked).map((box) => box.value);
    move(form, names, to.value, form.dataset.from);
  });
  show();
}

/** Move cases, say what became of them, and offer the way back. */
async function move(form, names, to, from) {
  const result = form.querySelector('.result');
  const buttons = all('button', form);
  for (const button of buttons) button.disabled = true;
  try {
    const moved = await call('cases.assign_many', { cases: names, to }, true);
    const isBack = to === form.dataset.from;
    // What is elsewhere now stays in its place, and waits for the way back.
    for (const box of all('[name=cases]', form)) {
      if (moved.names.includes(box.value)) [box.checked, box.disabled] = [isBack, !isBack];
    }
    say(result, moved, isBack ? null : () => move(form, moved.names, from, to));
    form.dispatchEvent(new Event('change'));
  } catch (error) {
    result.className = 'result alert red';
    result.textContent = error.message;
    result.hidden = false;
    for (const button of buttons) button.disabled = false;
  }
}

/** @param {HTMLElement} result @param {{names: string[], left: Record<string, string>}} moved @param {(() => void) | null} back */
function say(result, moved, back) {
  const text = t('{0} cases were moved.', moved.names.length);
  const left = Object.entries(moved.left).map(([name, why]) => el('p', {}, t('{0}: {1}', name, why)));
  const undo = back && moved.names.length ? el('button', { type: 'button', class: 'button' }, t('Undo')) : null;
  undo?.addEventListener('click', back);
  result.className = moved.names.length ? 'result alert green' : 'result alert red';
  result.replaceChildren(el('p', {}, text), ...left, ...(undo ? [undo] : []));
  result.hidden = false;
  announce(text);
}
