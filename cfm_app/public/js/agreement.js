/** A text is read to its end, then signed: by a typed name or by a drawing. */
const version = new URL(import.meta.url).search;
const [{ $, t, data, call, announce, newKey }, { hideFailure, showFailure }, { drawingIn }] = await Promise.all(
  ['core', 'failure', 'signature_field'].map((name) => import(`./${name}.js${version}`)),
);

const key = newKey();
const drawing = drawingIn($('field'), data.width, data.height);

/** The end was seen, or reached by keyboard or a screen reader: now one may sign. */
function open() {
  if (!$('signature').disabled) return;
  $('signature').disabled = false;
  $('progress').hidden = true;
  announce(t('You have come to the end of the text: you can sign now.'));
}

const watcher = new IntersectionObserver((seen) => {
  if (!seen.some((each) => each.isIntersecting)) return;
  watcher.disconnect();
  open();
}, { root: $('text'), threshold: 0.5 });
watcher.observe($('end'));
$('end').addEventListener('focus', open);

const method = () => $('sign').elements.method.value;

$('sign').addEventListener('change', () => {
  $('by-typing').hidden = method() !== 'typed';
  $('by-drawing').hidden = method() !== 'drawn';
});
$('clear').addEventListener('click', () => drawing.clear());

$('sign').addEventListener('submit', async (event) => {
  event.preventDefault();
  const typed = $('typed').value.trim();
  const isTyped = method() === 'typed';
  if (isTyped ? typed.length < 2 : drawing.isEmpty()) {
    showFailure(t('Sign in the field first, or type your name.'));
    return;
  }
  hideFailure();
  $('submit').disabled = true;
  try {
    const { agreement, language, hash } = data;
    const by = isTyped ? { typed_name: typed } : { strokes: drawing.strokes() };
    await call('obligations.sign', { agreement, language, seen_hash: hash, request_id: key, ...by }, true);
    location.assign(data.after);
  } catch (error) {
    $('submit').disabled = false;
    showFailure(error.message);
  }
});
document.body.dataset.ready = '1';
