/** Told before? Cases that tell the same, while a new one is typed. */
const version = new URL(import.meta.url).search;
const { t, $, all, el, call, data, debounce, language } = await import(`./core.js${version}`);

const WORTH_ASKING = 15;

/**
 * @param {{category: () => string, place: () => string, person: () => object | null, isRestricted: () => boolean, chosen: () => void}} form
 */
export function similarCases(form) {
  const box = $('duplicate');
  let asked = 0;
  let wanted = '';

  /** Cases of the person about the same category need no text; the server puts the person's own first. */
  async function found() {
    const text = $('description').value.trim();
    const values = { text, category: form.category(), location: form.place(), person: form.person()?.name };
    if (text.length < WORTH_ASKING && !(values.person && values.category)) return [];
    return call('loop.similar_cases', values, true).catch(() => []);
  }

  const look = debounce(async () => {
    const turn = ++asked;
    if (form.isRestricted()) return show([]);
    const rows = await found();
    if (turn === asked) show(rows);
  }, 500);

  function show(rows) {
    const chosen = value() || wanted;
    wanted = '';
    box.hidden = !rows.length;
    if (!rows.length) {
      box.replaceChildren();
      return form.chosen();
    }
    const isOwn = rows.some((each) => each.is_own);
    const title = isOwn ? t('This person told the same before? Then link it instead of opening another case.') : t('Told before? If it is the same matter, link it instead of opening another case.');
    box.replaceChildren(el('p', { class: 'strong' }, title, ' ', el('kbd', {}, 'Alt'), '+', el('kbd', {}, 'J')), ...rows.map(line));
    for (const input of all('input', box)) input.checked = input.value === chosen;
    form.chosen();
  }

  function line(row) {
    // Whoever types on is not held up: by mouse or Alt+J one gets here, by Tab one does not.
    const input = el('input', { type: 'checkbox', value: row.name, tabindex: '-1' });
    input.addEventListener('change', () => {
      for (const other of all('input', box)) if (other !== input) other.checked = false;
      form.chosen();
    });
    const link = el('a', { href: data.case + row.name, target: '_blank', tabindex: '-1' }, row.name);
    const about = [row.is_own && t('of this person'), row.category_label, row.state_label, day(row.received_on)].filter(Boolean).join(', ');
    const label = el('label', { class: 'check' }, input, el('span', {}, t('Same matter as'), ' ', link, ` ${about}`));
    if (!row.description) return label;
    return el('div', {}, label, el('p', { class: 'muted', dir: 'auto' }, short(row.description)));
  }

  box.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') goBack();
    if (!step) return;
    const inputs = all('input', box);
    inputs[(inputs.indexOf(document.activeElement) + step + inputs.length) % inputs.length]?.focus();
    event.preventDefault();
  });

  let cameFrom = null;
  const goBack = () => cameFrom?.focus();

  /** To the first of the cases, and back again. */
  function go() {
    if (box.hidden) return;
    if (box.contains(document.activeElement)) return goBack();
    cameFrom = document.activeElement;
    all('input', box)[0].focus();
  }

  const value = () => all('input', box).find((input) => input.checked)?.value || '';

  $('description').addEventListener('input', look);
  /** Choose again what was chosen in a call that goes on. */
  const recall = (name) => {
    wanted = name || '';
    look();
  };

  return { look, recall, value, go, clear: () => show([]) };
}

const short = (text) => (text.length > 160 ? `${text.slice(0, 157)}…` : text);

function day(moment) {
  const date = new Date(String(moment).replace(' ', 'T'));
  return Number.isNaN(date.getTime()) ? '' : date.toLocaleDateString(language, { day: 'numeric', month: 'short' });
}
