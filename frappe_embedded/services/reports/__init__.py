"""Reports, charts, number cards, dashboards, and reports by e-mail."""
