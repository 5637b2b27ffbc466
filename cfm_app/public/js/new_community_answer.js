/** Beginning an answer to the community: title, days, place. Topics and words follow on its own page. */
const version = new URL(import.meta.url).search;
const { begin } = await import(`./days_form.js${version}`);

begin('community_answer', 'you_said.begin', ['title', 'first_day', 'last_day', 'location']);
