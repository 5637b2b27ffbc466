/** A dashboard. */
import { one } from '../dom.js';

export function start() {
  one('#print-board').addEventListener('click', () => window.print());
}
