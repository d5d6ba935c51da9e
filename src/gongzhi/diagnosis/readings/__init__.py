"""What plain rules read in a message: personal data, danger, needs, the matter, a question. No database, no clock."""
