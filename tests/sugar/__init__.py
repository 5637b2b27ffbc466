"""A made-up office that uses SuiteCRM, with its records in every form that a migration reads."""
