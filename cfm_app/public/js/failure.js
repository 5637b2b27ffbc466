/** Why something could not be done, in the place that the page has for it. */
const version = new URL(import.meta.url).search;
const { $ } = await import(`./core.js${version}`);

/** @param {string} text */
export function showFailure(text) {
  $('failure').textContent = text;
  $('failure').hidden = false;
  $('failure').focus();
}

export function hideFailure() {
  $('failure').hidden = true;
}

/** Do something that may fail: what it answers, or `null` after showing why there is no answer. @param {() => Promise<*>} task */
export async function attempt(task) {
  hideFailure();
  try {
    return await task();
  } catch (error) {
    showFailure(error.message);
    return null;
  }
}
