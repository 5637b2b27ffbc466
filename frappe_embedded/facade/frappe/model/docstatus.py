from frappe_embedded.kernel.document.docstatus import DocStatus
