/** What a page does while its line is gone, and when it is back. */
const version = new URL(import.meta.url).search;
const { $ } = await import(`./core.js${version}`);
const { answers, whenBack } = await import(`./line.js${version}`);

/**
 * Show `#network` while the browser has no line.
 *
 * `changed` is called whenever the browser finds or loses its line; `back` as soon as the server answers again, which
 * is later: a browser is online before its line carries anything.
 *
 * @param {{ changed: () => void, back: () => void }} told
 * @returns {{ lost: () => void }} `lost` tells of an answer that did not come though the browser is online
 */
export function connection({ changed, back }) {
  let isAwaited = false;
  const lost = async (isThere = false) => {
    if (isAwaited) return;
    isAwaited = true;
    if (!(await isThere)) await whenBack();
    isAwaited = false;
    back();
  };
  const show = () => {
    $('network').hidden = navigator.onLine;
  };
  addEventListener('offline', () => {
    show();
    changed();
  });
  addEventListener('online', () => {
    show();
    changed();
    lost(answers());
  });
  show();
  return { lost };
}
