/** The strip above the answer that says which outcome it tells, and whether the person is asked what they think. */
const version = new URL(import.meta.url).search;
const { $ } = await import(`./core.js${version}`);

/** @param {() => void} stopped what follows when somebody thinks better of it */
export function outcome(stopped) {
  let told = null;

  function stop() {
    told = null;
    $('telling').hidden = true;
  }

  $('tell-not').addEventListener('click', () => {
    stop();
    stopped();
  });
  $('asks').addEventListener('change', () => {
    $('question').hidden = !$('asks').checked;
  });

  return {
    stop,
    /** @param {{name: string}} each the case @param {string} question how the person is asked @param {boolean} isInWords */
    begin(each, question, isInWords) {
      told = each.name;
      $('told-case').textContent = each.name;
      $('asks').checked = true;
      $('asks').closest('label').hidden = $('question').hidden = !isInWords;
      $('question').textContent = question;
      $('telling').hidden = false;
    },
    /** The method that sends, and what it is told besides the words. */
    method: () => (told ? 'inform' : 'answer'),
    values: () => (told ? { case: told, asks_satisfaction: Number($('asks').checked) } : {}),
  };
}
