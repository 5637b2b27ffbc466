// On a bench: what the server did not answer is said. Frappe is silent then, and nobody learns that nothing was saved.
$(document).on('ajaxError', (event, request, { type }) => {
  if (request.status !== 0 || request.statusText === 'abort' || type === 'GET') return;
  const message = __('The server cannot be reached. What you typed is still here: save it again later.');
  frappe.show_alert({ message, indicator: 'red' }, 15);
});
