/**
 * The search of *My work*: found without leaving the page, by keyboard.
 *
 * What was asked has a name behind the "#" of the address: "back" from a case shows the lines again, and neither the
 * history of the browser nor a log has the name or the phone of a person.
 */
const version = new URL(import.meta.url).search;
const [{ $, all, announce, t }, { keepSearch, searchNamed }] = await Promise.all(['core', 'searched'].map((name) => import(`./${name}.js${version}`)));

const form = $('find');
const input = $('q');
const found = $('found');
const ASKED = '#q=';
let latest = 0;

const asked = () => (location.hash.startsWith(ASKED) ? searchNamed(location.hash.slice(ASKED.length)) : '');
const lines = () => all('.line .number[href]', found);

async function show() {
  const text = asked();
  const number = ++latest;
  if ($('waiting')) $('waiting').hidden = Boolean(text);
  found.hidden = !text;
  if (!text) return;
  input.value = text;
  found.setAttribute('aria-busy', 'true');
  const page = await ask();
  if (number !== latest) return;
  // Without an answer the browser shows what there is to say: the log-in, or that the line is down.
  if (!page) return void form.submit();
  found.replaceChildren(...document.importNode(page, true).childNodes);
  found.removeAttribute('aria-busy');
  const count = lines().length;
  announce(count ? t('{0} found', count) : t('Nothing found'));
  // Whoever types the next words already is not taken out of them.
  if (input.value === text) (lines()[0] || input).focus();
}

async function ask() {
  try {
    const response = await fetch(`${form.getAttribute('action')}${location.search}`, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    const answer = new DOMParser().parseFromString(await response.text(), 'text/html');
    return response.ok && answer.getElementById('found');
  } catch {
    return null;
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const wanted = input.value.trim();
  if (wanted && wanted === asked()) show();
  else location.hash = wanted ? `${ASKED}${keepSearch(wanted)}` : '';
});

document.addEventListener('keydown', (event) => {
  const isInside = event.target === input || found.contains(event.target);
  if (!isInside || found.hidden || event.ctrlKey || event.altKey || event.metaKey) return;
  const links = lines();
  const at = links.indexOf(event.target);
  if (event.key === 'ArrowDown') (links[at + 1] || event.target).focus();
  else if (event.key === 'ArrowUp') (links[at - 1] || input).focus();
  else if (event.key === 'Escape') leave();
  else return;
  event.preventDefault();
});

function leave() {
  input.value = '';
  input.focus();
  if (location.hash) location.hash = '';
}

found.addEventListener('click', (event) => {
  if (!event.target.closest('.back') || !$('waiting')) return;
  event.preventDefault();
  leave();
});

window.addEventListener('hashchange', show);
if (asked()) show();
