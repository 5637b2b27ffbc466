/** The form of something about a period: title, days, and what else it asks for. The rest follows on its own page. */
const version = new URL(import.meta.url).search;
const [{ t, $, data }, { register }] = await Promise.all(['core', 'register_form'].map((name) => import(`./${name}.js${version}`)));

const asked = new URLSearchParams(location.search);

function wrong() {
  const found = {};
  if (!$('title').value.trim()) found.title = t('Write the title.');
  if (!$('first_day').value) found.first_day = t('Choose the first day.');
  if (!$('last_day').value) found.last_day = t('Choose the last day.');
  else if ($('last_day').value < $('first_day').value) found.last_day = t('The last day is before the first day.');
  return found;
}

function thank(name) {
  const language = asked.get('_lang');
  $('go-on').href = `${data.entry}?${new URLSearchParams({ name, ...(language && { _lang: language }) })}`;
}

/** @param {string} kind where drafts are kept @param {string} method what makes it @param {string[]} fields what is sent */
export function begin(kind, method, fields) {
  const values = () => ({ values: Object.fromEntries(fields.map((id) => [id, $(id).value.trim()])) });
  register($('begin'), { kind, method, wrong, values, thank });
  $('title').focus();
  document.body.dataset.ready = '1';
}
