/** The channel of a case: it says who tells it and how consent is given there, unless somebody chose otherwise. */
const version = new URL(import.meta.url).search;
const { t, $, all } = await import(`./core.js${version}`);

const CALL = 'call';
const radios = () => all('input[name=channel]');
const chosen = () => radios().find((radio) => radio.checked);

/** @param {() => void} changed @param {(talk: string) => void} shown how one talks with whoever tells it there */
export function channels(changed, shown) {
  /** What the page says there: not everybody who tells something calls. */
  function show() {
    const headline = chosen()?.dataset.headline;
    if (headline) $('h-caller').textContent = headline;
    const talk = chosen()?.dataset.talk || CALL;
    $('save-label').textContent = talk === CALL ? t('Save and next caller') : t('Save and next case');
    shown(talk);
  }

  /** What the channel proposes gives way to what the operator chose. */
  function propose() {
    const method = chosen()?.dataset.method;
    if (method && !$('method').dataset.touched) $('method').value = method;
    show();
  }

  for (const radio of radios()) {
    radio.addEventListener('change', () => {
      propose();
      changed();
    });
  }
  $('more-channels').addEventListener('click', ({ target }) => {
    target.parentElement.classList.remove('folded');
    radios()[5]?.focus();
  });
  propose();

  /** @param {(radio: HTMLInputElement) => boolean} isWanted */
  function check(isWanted) {
    for (const radio of radios()) radio.checked = isWanted(radio);
    propose();
  }

  return {
    value: () => chosen()?.value || '',
    show,
    /** Empty the form but stay on the channel of the line. @param {string} name */
    choose: (name) => check((radio) => radio.value === name),
    /** That of the line, for the next caller. */
    chooseUsual: () => check((radio) => radio.defaultChecked),
  };
}
