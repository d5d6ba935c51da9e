"""The vault: who is behind a matter, apart from the work, under keys that stand outside the database."""
