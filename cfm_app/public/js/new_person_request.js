/** Registering what a person asks about their data: kind, words, whose it is. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, data }, { register }] = await Promise.all(
  ['core', 'register_form'].map((name) => import(`./${name}.js${version}`)),
);

const asked = new URLSearchParams(location.search);
const chosen = () => all('[name=kind]:checked')[0]?.value || '';
const wrong = () => (chosen() ? {} : { kind: t('Choose what the person asks for.') });

function values() {
  const subject = $('subject')?.value.trim() || null;
  return {
    values: { kind: chosen(), words: $('words').value.trim(), received_via: $('received_via').value, language: $('language').value },
    subject,
    conversation: subject ? null : asked.get('conversation'),
  };
}

function thank(name) {
  const language = asked.get('_lang');
  $('go-on').href = `${data.entry}?${new URLSearchParams({ name, ...(language && { _lang: language }) })}`;
}

register($('request'), { kind: 'person-request', method: 'person_requests.register', wrong, values, thank });
document.body.dataset.ready = '1';
