/** The map of the office: a file of outlines is read here and sent as text; what became of it is said. */
const version = new URL(import.meta.url).search;
const [{ t, $, call, announce }, { prepareAll }] = await Promise.all(['core', 'act_form'].map((name) => import(`./${name}.js${version}`)));

prepareAll();
$('take').addEventListener('submit', (event) => {
  event.preventDefault();
  take($('take'));
});
document.body.dataset.ready = '1';

async function take(form) {
  const button = form.querySelector('button');
  button.disabled = true;
  $('taken').hidden = true;
  try {
    const content = await $('file').files[0].text();
    const { number, unknown } = await call('outlines.take', { content }, true);
    const others = unknown.length ? t('These fit no place of the office: {0}', unknown.join('; ')) : '';
    say($('taken'), [t('Outlines taken: {0}.', number), others].filter(Boolean).join(' '));
    form.querySelector('.result').hidden = true;
    $('show').hidden = false;
  } catch (error) {
    say(form.querySelector('.result'), error.message, 'result wide alert red');
  }
  button.disabled = false;
}

function say(place, words, look = place.className) {
  place.className = look;
  place.textContent = words;
  place.hidden = false;
  announce(words);
}
