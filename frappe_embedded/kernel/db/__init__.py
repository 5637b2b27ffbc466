"""The SQLite connection: transactions, collation, functions, column types, schema, series."""
