from frappe_embedded.document.docstatus import DocStatus
