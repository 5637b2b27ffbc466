"""The office's outlines of places: imported from GeoJSON, simplified, drawn without any foreign server."""
