/** Beginning a release: title and days. Tables, words and recipients follow on its own page. */
const version = new URL(import.meta.url).search;
const [{ t, $, data }, { register }] = await Promise.all(['core', 'register_form'].map((name) => import(`./${name}.js${version}`)));

const asked = new URLSearchParams(location.search);
const FIELDS = ['title', 'first_day', 'last_day'];

function wrong() {
  const found = {};
  if (!$('title').value.trim()) found.title = t('Write the title.');
  if (!$('first_day').value) found.first_day = t('Choose the first day.');
  if (!$('last_day').value) found.last_day = t('Choose the last day.');
  else if ($('last_day').value < $('first_day').value) found.last_day = t('The last day is before the first day.');
  return found;
}

const values = () => ({ values: Object.fromEntries(FIELDS.map((id) => [id, $(id).value.trim()])) });

function thank(name) {
  const language = asked.get('_lang');
  $('go-on').href = `${data.entry}?${new URLSearchParams({ name, ...(language && { _lang: language }) })}`;
}

register($('begin'), { kind: 'release', method: 'releases.begin', wrong, values, thank });
$('title').focus();
document.body.dataset.ready = '1';
