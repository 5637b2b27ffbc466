/** One save at a time: what is wrong is shown, else the form is sent, and the button says that it is under way. */
const version = new URL(import.meta.url).search;
const { $ } = await import(`./core.js${version}`);

/**
 * @param {{marks: {show: Function}, faults: () => object, send: () => Promise, refused: (error: Error) => void}} form
 * @returns {() => Promise<void>} to be called for each wish to save, however fast they come
 */
export function saving({ marks, faults, send, refused }) {
  let isUnderWay = false;
  return async () => {
    if (isUnderWay) return;
    const wrong = faults();
    marks.show(wrong);
    if (Object.keys(wrong).length) return;
    isUnderWay = true;
    $('save').setAttribute('aria-busy', 'true');
    try {
      await send();
    } catch (error) {
      refused(error);
    } finally {
      isUnderWay = false;
      $('save').removeAttribute('aria-busy');
    }
  };
}
