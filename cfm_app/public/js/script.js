/** What to say at each moment of the call, in the caller's language. */
const version = new URL(import.meta.url).search;
const { t, $, all, el, call } = await import(`./core.js${version}`);

const MOMENTS = {
  Greeting: t('Greeting'),
  Consent: t('Consent'),
  Refer: t('Refer'),
  'Sensitive case': t('Sensitive case'),
  'Call back': t('Call back'),
  'Difficult call': t('Difficult call'),
  Closing: t('Closing'),
};

// What is said in a call alone.
const OF_CALLS = ['Greeting', 'Call back', 'Difficult call', 'Closing'];
const CALL = 'call';
const NONE = 'none';

export function scripts() {
  let texts = [];
  let kind = CALL;
  let moment = 'Greeting';

  const offered = () => Object.keys(MOMENTS)
    .filter((each) => texts.some((text) => text.moment === each) && (kind === CALL || !OF_CALLS.includes(each)));

  const show = (wanted) => {
    if (!offered().includes(wanted)) return;
    moment = wanted;
    const lines = texts.filter((each) => each.moment === moment).map((each) => each.script_text);
    $('script-text').textContent = lines.join('\n\n');
    const own = texts.find((each) => each.moment === moment).own_text;
    $('script-own').hidden = !own;
    $('script-own').lastElementChild.textContent = own;
    for (const button of all('button', $('moments'))) {
      button.setAttribute('aria-pressed', String(button.dataset.moment === moment));
    }
  };

  const render = () => {
    const there = offered();
    $('moments').replaceChildren(...there.map((each) => {
      const button = el('button', { type: 'button', 'data-moment': each }, MOMENTS[each]);
      button.addEventListener('click', () => show(each));
      return button;
    }));
    show(there.includes(moment) ? moment : there[0]);
  };

  return {
    show,
    /** Offer what can be said where one talks so. @param {string} talk a call, speech, or none */
    limit(talk) {
      if (talk === kind) return;
      kind = talk;
      $('script').hidden = kind === NONE;
      render();
    },
    async load() {
      const language = $('language').value;
      const found = await call('console.call_scripts', { language }).catch(() => []);
      if (language !== $('language').value) return;
      texts = found;
      render();
    },
  };
}
