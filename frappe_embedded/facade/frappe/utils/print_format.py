from frappe_embedded.http.printview import download_pdf
