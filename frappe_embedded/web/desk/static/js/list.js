/** The list of a DocType: search, filters, selection, keys. */
import { request, resourcePath } from './api.js';
import { Bulk } from './bulk.js';
import { askText } from './dialog.js';
import { all, calmed, isTyping, one, pageData, t } from './dom.js';
import { askCondition } from './filters.js';
import { bindLink } from './link.js';
import { pageSignal, refresh, show } from './navigate.js';
import { toast } from './toast.js';

export function startList() {
  const data = pageData();
  startFilters(data);
  startViews(data);
  startKeys();
  const bulk = new Bulk(data);
  for (const button of all('[data-export]')) button.addEventListener('click', () => bulk.exportAs(button.dataset.export, []));
  for (const link of all('.pager a, .chips a[href], thead a, .views a')) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(link.href);
    });
  }
  one('#sort')?.addEventListener('change', (event) => {
    const query = new URLSearchParams(window.location.search);
    query.set('order_by', `${event.target.value} ${event.target.value === 'name' ? 'asc' : 'desc'}`);
    query.delete('start');
    show(`${window.location.pathname}?${query}`);
  });
}

function startFilters(data) {
  const form = one('#filters');
  const apply = async () => {
    const query = new URLSearchParams(new FormData(form));
    for (const [key, value] of Array.from(query)) if (!value) query.delete(key);
    const focused = document.activeElement?.id;
    const caret = document.activeElement?.selectionStart;
    await show(`${form.getAttribute('action')}?${query}`, { replace: true });
    const control = focused && document.getElementById(focused);
    if (!control || !focused) return;
    control.focus();
    if (focused === 'q') control.setSelectionRange(caret, caret);
  };
  form.addEventListener('submit', (event) => { event.preventDefault(); apply(); });
  form.addEventListener('change', (event) => { if (event.target.matches('select, input[type="date"]')) apply(); });
  one('#q').addEventListener('input', calmed(apply, 350));
  for (const input of all('.link-input', form)) {
    const hidden = one('input[type="hidden"]', input.parentElement);
    bindLink(input, {
      doctype: () => input.parentElement.dataset.link,
      reference: data.doctype,
      creatable: [],
      choose: (value, label) => {
        hidden.value = value || '';
        input.value = value ? label || value : '';
        apply();
      },
    });
  }
  one('#add-filter').addEventListener('click', async () => {
    const condition = await askCondition(data);
    if (!condition) return;
    form.elements.filters.value = JSON.stringify([...data.conditions, condition]);
    apply();
  });
}

/** Views that a user saves for himself. */
function startViews(data) {
  one('#save-view')?.addEventListener('click', async () => {
    const name = await askText(t('Save view'), t('Name of the view'), t('Save'));
    if (!name) return;
    const filters = JSON.stringify(data.all.map((condition) => [data.doctype, ...condition]));
    try {
      await request('POST', resourcePath('List Filter'), { filter_name: name, reference_doctype: data.doctype, for_user: data.user, filters });
      await refresh();
    } catch (error) {
      toast(error.message);
    }
  });
  for (const button of all('[data-forget-view]')) {
    button.addEventListener('click', async () => {
      await request('DELETE', resourcePath('List Filter', button.dataset.forgetView)).catch((error) => toast(error.message));
      await refresh();
    });
  }
}

/** Arrows move from row to row; Enter opens, the space bar selects. */
function startKeys() {
  document.addEventListener('keydown', (event) => {
    if (isTyping(event.target) && !event.target.matches('td.select input')) return;
    const links = all('.row-link');
    const row = event.target.closest?.('tr[data-name]');
    const at = row ? links.indexOf(one('.row-link', row)) : -1;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const next = links[at + (event.key === 'ArrowDown' ? 1 : -1)] || (at < 0 ? links[0] : null);
      if (!next) return;
      event.preventDefault();
      next.focus();
    }
    if (event.key === ' ' && row && event.target.matches('.row-link')) {
      event.preventDefault();
      one('td.select input', row).click();
    }
  }, { signal: pageSignal() });
}
