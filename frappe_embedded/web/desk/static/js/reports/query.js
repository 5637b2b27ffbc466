/** A report with code: its filters make a new address. */
import { all, one, pageData } from '../dom.js';
import { bindLink } from '../link.js';
import { show } from '../navigate.js';
import { readValue, writeValue } from '../values.js';

export function start() {
  const form = one('#query-filters');
  if (!form) return;
  for (const wrapper of all('[data-kind="link"]', form)) {
    const box = one('.link-box', wrapper);
    bindLink(one('.link-input', box), {
      doctype: () => box.dataset.link, reference: pageData().doctype, creatable: [],
      choose: (value, label) => writeValue(wrapper, value, label),
    });
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const query = new URLSearchParams({ shown: '1' });
    for (const wrapper of all('[data-field]', form)) {
      const value = readValue(wrapper);
      if (value !== null && value !== '' && value !== 0) query.set(wrapper.dataset.field, String(value));
    }
    show(`${location.pathname}?${query}`);
  });
}
