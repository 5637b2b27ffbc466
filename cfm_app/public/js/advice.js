/** What a category means, at once: sensitivity, procedure, receiver, standard answers. */
const version = new URL(import.meta.url).search;
const { t, $, all, el, call } = await import(`./core.js${version}`);

/** @param {(info: object | null) => void} told */
export function advice(told) {
  const box = $('advice');
  let info = null;
  let asked = 0;

  const tell = (found) => {
    info = found;
    restrict(Boolean(info?.restricted), info);
    box.replaceChildren(...(info ? lines(info) : []));
    told(info);
  };

  return {
    info: () => info,
    async ask(category, context) {
      const turn = ++asked;
      if (!category) return tell(null);
      try {
        const found = await call('console.category_info', { category, ...context });
        if (turn === asked) tell(found);
      } catch (error) {
        if (turn === asked) box.replaceChildren(el('p', {}, error.message));
      }
    },
  };
}

function lines(info) {
  const tone = info.restricted ? 'violet' : 'grey';
  const first = el('p', { class: 'line' }, el('span', { class: `pill ${tone}` }, info.sensitivity_label));
  first.append(el('b', {}, info.sentence));
  const second = info.restricted || !info.area_label ? [] : [info.area_label, info.focal_point_name];
  const note = [info.instruction, second.filter(Boolean).join(' · ')].filter(Boolean);
  return [first, ...note.map((text) => el('p', { class: 'muted' }, text))];
}

/** Show the guidance, and hide what a sensitive case does not need. */
function restrict(on, info) {
  document.body.classList.toggle('restricted', on);
  for (const element of all('.restricted-only')) element.hidden = !on;
  $('guidance-instruction').textContent = on ? info.instruction || '' : '';
  $('description-help').textContent = on
    ? t('The minimum, in the person\'s own words. No names of others, no details of the act.')
    : '';
  $('description').rows = on ? 2 : 3;
}
