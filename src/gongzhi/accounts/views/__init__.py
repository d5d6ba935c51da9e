"""Screens of signing in, of the own account, of the security and of the audit administrator."""
