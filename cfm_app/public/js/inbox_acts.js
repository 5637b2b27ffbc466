/** The questions that an act asks first. */
const version = new URL(import.meta.url).search;
const { t, $, all, el } = await import(`./core.js${version}`);

/** Ask in a dialog, and do what was chosen; a refusal is said there and loses nothing. */
function asking(dialog, { chosen, act }) {
  const form = dialog.querySelector('form');
  const note = form.querySelector('.field-error');
  const say = (sentence) => {
    note.textContent = sentence;
    note.hidden = !sentence;
  };
  const go = async () => {
    const button = form.querySelector('[data-do]');
    if (button.disabled) return;
    const { value, fault } = chosen();
    say(fault || '');
    if (fault) return;
    button.disabled = true;
    try {
      await act(value);
      dialog.close();
    } catch (error) {
      say(error.message);
    } finally {
      button.disabled = false;
    }
  };
  form.querySelector('[data-do]').addEventListener('click', go);
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target.tagName === 'BUTTON') return;
    event.preventDefault();
    go();
  });
  return () => {
    form.reset();
    say('');
    dialog.showModal();
  };
}

/** @param {(sensitivity: string) => Promise<void>} act */
export function askClass(act) {
  return asking($('sensitive'), {
    chosen: () => {
      const value = all('input[name=class]').find((radio) => radio.checked)?.value;
      return value ? { value } : { fault: t('Choose what it is about.') };
    },
    act,
  });
}

/** @param {{cases: () => object[], act: (name: string) => Promise<void>}} given */
export function askCase({ cases, act }) {
  const open = asking($('attach'), {
    chosen: () => {
      const typed = $('case-number').value.trim();
      const value = typed || all('#attach input[name=case]').find((radio) => radio.checked)?.value;
      return value ? { value } : { fault: t('Choose a case or write its number.') };
    },
    act,
  });
  return () => {
    const found = cases();
    const legend = $('attach').querySelector('legend');
    legend.parentElement.replaceChildren(legend, ...found.map((each, place) =>
      el('label', { class: 'check' },
        el('input', { type: 'radio', name: 'case', value: each.name, checked: place === 0, defaultChecked: place === 0 }), ' ',
        el('span', {}, el('bdi', {}, each.name), ' · ', each.subject))));
    legend.parentElement.hidden = !found.length;
    open();
    if (!found.length) $('case-number').focus();
  };
}
