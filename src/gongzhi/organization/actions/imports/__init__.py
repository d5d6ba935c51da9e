"""What each file of a county means for the tables: one function per file, inside the import's transaction."""
