/** The form of a dashboard: for which roles it is. */
import { request } from '../api.js';
import { all, one, t } from '../dom.js';
import { toast, withProgress } from '../toast.js';

/** @param {any} form */
export function start(form) {
  const data = form.data.panels['reports/board-roles'];
  one('#save-board-roles')?.addEventListener('click', async () => {
    const roles = all('#board-roles input:checked').map((box) => box.value);
    try {
      await withProgress(request('POST', data.address, { roles }));
      toast(roles.length ? t('From now on it is for these roles.') : t('From now on it is for all who may see what it counts.'));
    } catch (error) {
      toast(error.message);
    }
  });
}
