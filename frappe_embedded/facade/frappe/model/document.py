from frappe_embedded.document.document import Document
