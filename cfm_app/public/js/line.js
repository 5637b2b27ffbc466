/** The line to the server: when it is back after it was gone. */

// A line that is back may need a moment, and not every browser notices that it is.
const AGAIN_AFTER = 5000;

/** @returns {Promise<boolean>} whether the server answers now */
export const answers = () => fetch('/api/method/ping', { cache: 'no-store' }).then((answer) => answer.ok, () => false);

/** @returns {Promise<void>} as soon as the server answers, asked when the browser is online and every five seconds */
export function whenBack() {
  return new Promise((resolve) => {
    const look = async () => (await answers()) && end();
    const timer = setInterval(look, AGAIN_AFTER);
    const end = () => {
      clearInterval(timer);
      removeEventListener('online', look);
      resolve();
    };
    addEventListener('online', look);
  });
}
