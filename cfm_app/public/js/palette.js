/** Under the search of the header: pages of the rail by their names. What is not chosen there is searched for in the cases. */
const { el, fold } = await import(`./core.js${new URL(import.meta.url).search}`);

const MOST = 6;

/** @param {HTMLInputElement} input @param {boolean} finds whether Enter alone searches the cases */
export function startPalette(input, finds) {
  const list = document.getElementById(input.getAttribute('aria-controls'));
  const pages = [...document.querySelectorAll('.rail a')].map((link) => ({ link, words: fold(link.title) }));
  let shown = [];
  let at = -1;

  const mark = (place) => {
    at = place;
    shown.forEach((item, each) => item.setAttribute('aria-selected', String(each === place)));
    if (place < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', shown[place].id);
  };

  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    shown = [];
    mark(-1);
  };

  const show = () => {
    const wanted = fold(input.value).split(/\s+/).filter(Boolean);
    const found = wanted.length ? pages.filter(({ words }) => wanted.every((word) => ` ${words}`.includes(` ${word}`))) : [];
    if (!found.length) return close();
    shown = found.slice(0, MOST).map(({ link }, place) => {
      const item = el('li', { id: `${list.id}-${place}`, role: 'option' }, link.title);
      item.addEventListener('pointerdown', (event) => event.preventDefault());
      item.addEventListener('click', () => link.click());
      return item;
    });
    list.replaceChildren(...shown);
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    mark(finds ? -1 : 0);
  };

  const keys = {
    ArrowDown: () => mark(at + 1 < shown.length ? at + 1 : 0),
    ArrowUp: () => mark(at > 0 ? at - 1 : shown.length - 1),
    Enter: () => shown[at]?.click(),
    Escape: close,
  };

  input.addEventListener('input', show);
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (!shown.length || !keys[event.key] || (event.key === 'Enter' && at < 0)) return;
    event.preventDefault();
    keys[event.key]();
  });
  show();
}
