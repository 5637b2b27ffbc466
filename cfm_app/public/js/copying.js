/** Texts to be copied: where the browser gives no clipboard, the text is marked for the keys. */
const version = new URL(import.meta.url).search;
const { t, $, all, announce } = await import(`./core.js${version}`);

for (const button of all('button[data-copy]')) button.addEventListener('click', () => copy(button));
document.body.dataset.ready = '1';

async function copy(button) {
  const source = $(button.dataset.copy);
  const copied = await navigator.clipboard?.writeText(source.textContent).then(() => true, () => false);
  if (!copied) mark(source);
  const said = copied ? t('Copied.') : t('The text is marked: copy it with Ctrl+C.');
  const place = button.parentElement.querySelector('.result');
  place.textContent = said;
  place.hidden = false;
  announce(said);
}

function mark(source) {
  const range = document.createRange();
  range.selectNodeContents(source);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  source.focus();
}
