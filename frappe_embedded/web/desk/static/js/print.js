/** The print preview. */
import { one } from './dom.js';

/** A frame as high as its sheet; the print button prints it. */
export function startPrint() {
  const form = one('#print-options');
  form.addEventListener('change', (event) => {
    // Another format is looked at in its own language.
    if (event.target.id === 'format') one('#print_lang').value = event.target.selectedOptions[0].dataset.language;
    form.submit();
  });
  const frame = one('iframe.sheet');
  const fit = () => {
    const height = frame.contentDocument?.documentElement?.scrollHeight;
    if (height) frame.style.blockSize = `${height + 8}px`;
  };
  frame.addEventListener('load', fit);
  fit();
  one('#print').addEventListener('click', () => frame.contentWindow?.print());
}
