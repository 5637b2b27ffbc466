// On a bench: the pages of the app that a key opens from everywhere, in another tab.
{
  const addresses = frappe.boot.cfm_keys ?? {};
  document.addEventListener('keydown', (event) => {
    const address = addresses[event.key];
    if (!address || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    window.open(address, '_blank', 'noopener');
  });
}
