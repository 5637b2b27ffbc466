/** Told before? Cases that tell the same, while a new one is typed. */
const version = new URL(import.meta.url).search;
const { t, $, all, el, call, data, debounce, language } = await import(`./core.js${version}`);

const WORTH_ASKING = 15;

/**
 * @param {{category: () => string, place: () => string, person: () => object | null, isRestricted: () => boolean, chosen: () => void}} form
 */
export function alike(form) {
  const box = $('duplicate');
  let asked = 0;
  let wanted = '';

  /** An open case of the same person about the same thing, before any text is compared. */
  function ofPerson() {
    const cases = form.person()?.cases || [];
    return cases.filter((each) => each.phase !== 'Closed' && each.category && each.category === form.category());
  }

  async function byText() {
    const text = $('description').value.trim();
    if (text.length < WORTH_ASKING) return [];
    const values = { text, category: form.category(), location: form.place(), person: form.person()?.name };
    return call('loop.similar_cases', values, true).catch(() => []);
  }

  const look = debounce(async () => {
    const turn = ++asked;
    if (form.isRestricted()) return show([]);
    const own = ofPerson();
    const found = await byText();
    if (turn === asked) show([...own, ...found.filter((each) => !own.some((mine) => mine.name === each.name))]);
  }, 500);

  function show(rows) {
    const chosen = value() || wanted;
    wanted = '';
    box.hidden = !rows.length;
    if (!rows.length) {
      box.replaceChildren();
      return form.chosen();
    }
    box.replaceChildren(el('p', { class: 'strong' }, t('Told before? If it is the same matter, link it instead of opening another case.')), ...rows.map(line));
    for (const input of all('input', box)) input.checked = input.value === chosen;
    form.chosen();
  }

  function line(row) {
    const input = el('input', { type: 'checkbox', value: row.name });
    input.addEventListener('change', () => {
      for (const other of all('input', box)) if (other !== input) other.checked = false;
      form.chosen();
    });
    const link = el('a', { href: data.case + row.name, target: '_blank', tabindex: '-1' }, row.name);
    const about = [row.category_label, row.state_label, day(row.received_on)].filter(Boolean).join(', ');
    const label = el('label', { class: 'check' }, input, el('span', {}, t('Same matter as'), ' ', link, ` ${about}`));
    if (!row.description) return label;
    return el('div', {}, label, el('p', { class: 'muted', dir: 'auto' }, short(row.description)));
  }

  const value = () => all('input', box).find((input) => input.checked)?.value || '';

  $('description').addEventListener('input', look);
  /** Choose again what was chosen in a call that goes on. */
  const recall = (name) => {
    wanted = name || '';
    look();
  };

  return { look, recall, value, clear: () => show([]) };
}

const short = (text) => (text.length > 160 ? `${text.slice(0, 157)}…` : text);

function day(moment) {
  const date = new Date(String(moment).replace(' ', 'T'));
  return Number.isNaN(date.getTime()) ? '' : date.toLocaleDateString(language, { day: 'numeric', month: 'short' });
}
