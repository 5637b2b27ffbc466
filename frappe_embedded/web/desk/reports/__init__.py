"""The screens of reports, charts and dashboards."""
