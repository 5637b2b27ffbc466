// On a bench: the address of a list or record of the app that the user may not read. Frappe says "Page case not
// found" in a window over an empty screen; this says why, and leads to where the user's own work is.
{
  const { doctypes, sentence, way } = frappe.boot.cfm_closed ?? { doctypes: [] };
  for (const doctype of doctypes) {
    const name = frappe.router.slug(doctype);
    frappe.standard_pages[name] = () => {
      const title = __(doctype);
      const page = frappe.ui.make_app_page({ parent: frappe.container.add_page(name), title, single_column: true });
      const onward = way && `<a class="btn btn-primary" href="${encodeURI(way.address)}">${frappe.utils.escape_html(way.label)}</a>`;
      page.main.html(`<div class="cfm-closed"><p>${frappe.utils.escape_html(sentence)}</p>${onward || ''}</div>`);
    };
  }
}
