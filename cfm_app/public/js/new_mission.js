/** Planning a mission: where, when, what for. People and activities follow on its own page. */
const version = new URL(import.meta.url).search;
const [{ t, $, call, data }, { register }, { typeahead }] = await Promise.all(
  ['core', 'register_form', 'typeahead'].map((name) => import(`./${name}.js${version}`)),
);

const asked = new URLSearchParams(location.search);
const place = typeahead($('location'), (text) => call('console.find_places', { text }), () => {}, { wait: 150 });

function wrong() {
  const found = {};
  if (!$('purpose').value.trim()) found.purpose = t('Write what the mission is for.');
  if (!place.value()) found.location = t('Choose the place from the list.');
  if (!$('starts_on').value) found.starts_on = t('Choose the first day.');
  if (!$('ends_on').value) found.ends_on = t('Choose the last day.');
  else if ($('ends_on').value < $('starts_on').value) found.ends_on = t('The last day is before the first day.');
  return found;
}

function values() {
  const written = Object.fromEntries(['purpose', 'place_details', 'starts_on', 'ends_on', 'leader'].map((id) => [id, $(id).value.trim()]));
  return { values: { ...written, location: place.value(), is_confined: Number($('is_confined').checked) } };
}

function thank(name) {
  const language = asked.get('_lang');
  $('go-on').href = `${data.entry}?${new URLSearchParams({ name, ...(language && { _lang: language }) })}`;
}

$('starts_on').addEventListener('change', () => {
  if (!$('ends_on').value) $('ends_on').value = $('starts_on').value;
});
register($('plan'), { kind: 'mission', method: 'missions.plan', wrong, values, thank });
document.body.dataset.ready = '1';
