/** Words that point to a restricted matter: whoever records the case says why it is an ordinary one. */
const version = new URL(import.meta.url).search;
const { t, $, call, debounce } = await import(`./core.js${version}`);

/** @param {{isRestricted: () => boolean}} form */
export function suspectWords(form) {
  const box = $('suspect');
  let asked = 0;
  let phrases = [];

  const look = debounce(async () => {
    const turn = ++asked;
    const text = $('description').value.trim();
    const found = text ? await call('console.suspect_words', { text }, true).catch(() => ({ phrases })) : { phrases: [] };
    if (turn !== asked) return;
    phrases = found.phrases;
    show();
  }, 500);

  function show() {
    box.hidden = !phrases.length || form.isRestricted();
    if (box.hidden) return;
    const quoted = phrases.map((each) => `“${each.replaceAll('*', '').replaceAll('...', '…')}”`).join(', ');
    $('suspect-words').textContent = t('These words point to a sensitive matter: {0}. If it is one, choose its category. Otherwise the case is to be clarified by those entrusted with it, unless you write here why it is an ordinary one.', quoted);
  }

  return { show, look };
}
