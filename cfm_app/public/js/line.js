/** The line to the server: when it is back after it was gone. */

// A line that is back may need a moment, and not every browser notices that it is.
const AGAIN_AFTER = 5000;

/** @returns {Promise<void>} as soon as the server answers */
export function whenBack() {
  return new Promise((resolve) => {
    const look = () => fetch('/api/method/ping', { cache: 'no-store' }).then((answer) => answer.ok && end()).catch(() => null);
    const timer = setInterval(look, AGAIN_AFTER);
    const end = () => {
      clearInterval(timer);
      removeEventListener('online', look);
      resolve();
    };
    addEventListener('online', look);
  });
}
