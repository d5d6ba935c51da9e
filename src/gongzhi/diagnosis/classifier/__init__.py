"""The trained classifier: from rows with labels to one file, and from one message to proposals with exact reasons."""
