"""Programs that run by themselves, outside of the installation: they import nothing of it."""
