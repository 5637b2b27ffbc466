/** The form of a report: what is typed and not saved is not in the report that opens. */
import { one, t } from '../dom.js';

/** @param {any} form */
export function start(form) {
  const link = one('#open-report');
  if (!link) return;
  form.onChange(() => { link.title = form.dirty ? t('Save first: the report shows what is stored.') : ''; });
}
