// On a bench: the desk says what is to be signed or learned, as each page of the app does above itself.
$(document).on('app_ready', () => {
  const { text, tone, address } = frappe.boot.cfm_obligations || {};
  if (!text) return;
  const link = $('<a>', { href: address, text: __('What I must sign and learn') });
  const message = $('<div>').text(`${text} `).append(link).html();
  frappe.show_alert({ message, indicator: tone === 'red' ? 'red' : 'orange' }, tone === 'red' ? 60 : 15);
});
