"""What every site needs: context, database, metadata, queries, permissions, documents."""
