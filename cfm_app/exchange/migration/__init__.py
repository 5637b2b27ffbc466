"""Out of SugarCRM and SuiteCRM: reads their records, maps them, tries and runs the migration, proves and undoes it."""
