"""Trends that are unusual: watched every night, told with how often chance would do the same.

`branches`, `expectation` and `scan` are figures alone and know no site; `series` counts what the site has;
`nightly` puts both together; the acts on an alert are in `acts`.
"""
