from frappe_embedded.web.http.printview import download_pdf
