/** Shows the form of a panel as soon as it is known which fields apply; a new one is ready to be written. */
import { one } from '../dom.js';

/** @param {any} form */
export function settle(form) {
  form.scope.root.classList.add('settled');
  if (form.data.isNew && document.activeElement === document.body) {
    one('#form :is(input, select, textarea):not([type="hidden"], :disabled)')?.focus({ preventScroll: true });
  }
}
