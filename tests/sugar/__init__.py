"""A made-up office that works with SuiteCRM, in the forms in which it hands its records out."""
