// On a bench: the pages of the app that a key opens from everywhere, in another tab. They know the case at hand.
{
  const addresses = frappe.boot.cfm_keys ?? {};
  document.addEventListener('keydown', (event) => {
    const address = addresses[event.key];
    if (!address || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const page = new URL(address, location.origin);
    if (window.cur_frm?.doctype === 'Case' && frappe.get_route()[0] === 'Form') page.searchParams.set('case', window.cur_frm.docname);
    window.open(page, '_blank', 'noopener');
  });
}
