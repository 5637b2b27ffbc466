"""Moving a whole site into a site of a bench: ``bench --site NAME import-cfm-site ARCHIVE``."""
