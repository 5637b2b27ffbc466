"""Unusual trends: scanned every night, with how often chance would produce the same.

`branches`, `expectation` and `scan` are pure computation; `series` reads the site; `nightly` combines
them; `acts` are what people do with an alert.
"""
