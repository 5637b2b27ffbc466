/** The print preview. */
import { all, one } from './dom.js';

/** Frames as high as their sheet; the print button prints them. */
export function startPrint() {
  const form = one('#print-options');
  form.addEventListener('change', (event) => {
    // Another format is looked at in its own language.
    if (event.target.id === 'format') one('#print_lang').value = event.target.selectedOptions[0].dataset.language;
    form.submit();
  });
  for (const frame of all('iframe.sheet')) {
    const fit = () => {
      const height = frame.contentDocument?.documentElement?.scrollHeight;
      if (height) frame.style.blockSize = `${height + 8}px`;
    };
    frame.addEventListener('load', fit);
    fit();
  }
  one('#print').addEventListener('click', () => {
    for (const frame of all('iframe.sheet')) frame.contentWindow?.print();
  });
}
