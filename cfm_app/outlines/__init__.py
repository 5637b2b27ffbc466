"""Outlines of places, the office's own: read from GeoJSON, kept small, drawn as maps without any foreign server."""
