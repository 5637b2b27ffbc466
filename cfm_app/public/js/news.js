/**
 * Asking again and again whether something is new: often while the page is looked at, seldom while it is not, less
 * often without a line, and no more as soon as the session has ended.
 */
const VISIBLE = 5000;
const HIDDEN = 30000;
const SLOWEST = 30000;

/**
 * @param {{ask: () => Promise<void>, lost: () => void, ended: (error: Error) => void, often?: number}} page `ask` looks
 *   once; `lost` and `ended` say that there is no line, and that nobody is logged in any more; `often` is the pause
 *   between two looks while the page is looked at, in milliseconds
 */
export function news({ ask, lost, ended, often = VISIBLE }) {
  let timer;
  let failures = 0;
  let isAsking = false;
  let isOver = false;

  const pause = () => (document.hidden ? HIDDEN : Math.min(often * 2 ** failures, SLOWEST));

  const plan = () => {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(look, pause());
  };

  async function look() {
    if (isAsking || isOver) return;
    isAsking = true;
    try {
      await ask();
      failures = 0;
    } catch (error) {
      failures += 1;
      if ([401, 403].includes(error.status)) {
        isOver = true;
        ended(error);
      } else lost();
    } finally {
      isAsking = false;
      plan();
    }
  }

  document.addEventListener('visibilitychange', () => (document.hidden ? plan() : look()));
  addEventListener('online', look);
  addEventListener('offline', lost);
  plan();
  return { look };
}
