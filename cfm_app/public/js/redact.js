/** Words of a text are marked to be blacked out: by hand, or by a button that offers some; none marks itself. */
const version = new URL(import.meta.url).search;
const [{ prepareAll }, { all }] = await Promise.all(['act_form', 'core'].map((name) => import(`./${name}.js${version}`)));

const PRESSED = 'aria-pressed';
const isMarked = (word) => word.getAttribute(PRESSED) === 'true';
const isRightToLeft = (place) => getComputedStyle(place).direction === 'rtl';

/** One text with its words, its offers and its form. @param {HTMLElement} card */
function prepare(card) {
  const form = card.querySelector('form[data-act="retention.keep_text"]');
  if (!form) return;
  const words = all('.word', card);
  const field = form.elements.marks;
  let last = 0;

  const write = () => {
    const marked = words.filter(isMarked);
    field.value = marked.map((word) => word.dataset.number).join(',');
    card.querySelector('.preview .number').textContent = String(marked.length);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const mark = (word, on) => word.setAttribute(PRESSED, String(on));
  const stand = (at) => {
    words[last].tabIndex = -1;
    last = at;
    words[at].tabIndex = 0;
  };
  const go = (at) => {
    stand(at);
    words[at].focus();
  };
  const toggle = (at, isRange) => {
    const [from, to] = isRange ? [Math.min(last, at), Math.max(last, at)] : [at, at];
    const on = isRange || !isMarked(words[at]);
    for (const word of words.slice(from, to + 1)) mark(word, on);
    go(at);
    write();
  };
  const step = (event) => {
    const forward = isRightToLeft(card.querySelector('.words')) ? 'ArrowLeft' : 'ArrowRight';
    const back = forward === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
    const steps = { [forward]: last + 1, [back]: last - 1, Home: 0, End: words.length - 1 };
    return event.key in steps ? Math.min(Math.max(steps[event.key], 0), words.length - 1) : null;
  };

  const place = card.querySelector('.words');
  place.addEventListener('click', (event) => {
    const at = words.indexOf(event.target.closest('.word'));
    if (at >= 0) toggle(at, event.shiftKey);
  });
  // A reader of screens goes to a word without any key.
  place.addEventListener('focusin', (event) => stand(words.indexOf(event.target)));
  place.addEventListener('keydown', (event) => {
    const at = step(event);
    if (event.key === ' ' || event.key === 'Enter') toggle(last, false);
    else if (at === null) return;
    else if (event.shiftKey) toggle(at, true);
    else go(at);
    event.preventDefault();
  });
  for (const button of all('button[data-marks]', card)) {
    button.addEventListener('click', () => {
      for (const number of button.dataset.marks.split(',')) mark(words[Number(number)], true);
      write();
    });
  }
  // What was marked before the page was loaded anew.
  const kept = new Set(field.value.split(','));
  for (const word of words) mark(word, kept.has(word.dataset.number));
  card.querySelector('.preview .number').textContent = String(words.filter(isMarked).length);
}

prepareAll();
for (const card of all('.text')) prepare(card);
document.body.dataset.ready = '1';
