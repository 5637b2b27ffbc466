"""Backups of a site: the archive, where archives lie, and the one of every night."""
