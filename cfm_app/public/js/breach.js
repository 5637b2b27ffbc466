/** One breach: every form sends itself to its act; the words for telling somebody are proposed. */
const version = new URL(import.meta.url).search;
const [{ t, $, call, data, announce }, { prepareAll }] = await Promise.all(['core', 'act_form'].map((name) => import(`./${name}.js${version}`)));

/** What was proposed: it is replaced by another proposal only as long as nobody has changed it. */
let proposed = '';

prepareAll();
for (const id of ['who', 'letter-language']) $(id)?.addEventListener('change', propose);
$('copy')?.addEventListener('click', copy);
document.body.dataset.ready = '1';

async function propose() {
  const who = $('who').value;
  if (!who || ($('letter').value && $('letter').value !== proposed)) return;
  const language = $('letter-language').value;
  const words = await call('breaches.letter', { name: data.name, who, language }, true).catch(() => '');
  if (who !== $('who').value || language !== $('letter-language').value) return;
  proposed = words;
  $('letter').value = words;
  $('letter').dispatchEvent(new Event('input', { bubbles: true }));
}

async function copy() {
  $('letter').select();
  await navigator.clipboard?.writeText($('letter').value).catch(() => null);
  announce(t('Copied.'));
}
