/** Brings what locks the page with the first sign of whoever sits there, or once the line has nothing else to do. */
const { searchParams } = new URL(import.meta.url);
// Without a line, the next sign tries again.
const load = () => import(`./idle.js?v=${searchParams.get('v')}`).catch(wait);
function wait() {
  for (const sign of ['pointermove', 'pointerdown', 'keydown']) addEventListener(sign, load, { once: true, capture: true });
}
setTimeout(load, searchParams.has('now') ? 0 : 4000);
wait();
