"""Reads of the organization."""
