/** Trying the procedures: the place is found while one types; the form itself is a plain one. */
const version = new URL(import.meta.url).search;
const [{ $, call }, { typeahead }] = await Promise.all(
  ['core', 'typeahead'].map((name) => import(`./${name}.js${version}`)),
);

const hidden = $('location');
const place = typeahead($('place'), (text) => call('console.find_places', { text }), (choice) => {
  hidden.value = choice?.value ?? '';
}, { wait: 150 });
if (hidden.value) place.set({ value: hidden.value, label: $('place').value });

// Words that are no place would look as if one had been asked for.
$('try').addEventListener('submit', () => {
  if (!place.value()) hidden.value = '';
});
const answer = $('answer');
if (answer) {
  answer.focus({ preventScroll: true });
  // On a phone the answer lies below the form.
  if (answer.getBoundingClientRect().top > innerHeight / 2) answer.scrollIntoView();
}
document.body.dataset.ready = '1';
