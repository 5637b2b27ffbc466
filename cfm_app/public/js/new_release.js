/** Beginning a release: title and days. Tables, words and recipients follow on its own page. */
const version = new URL(import.meta.url).search;
const { begin } = await import(`./days_form.js${version}`);

begin('release', 'releases.begin', ['title', 'first_day', 'last_day']);
