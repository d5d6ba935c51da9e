"""Gongzhi 共治: a county and its people govern together, and every step is on record."""

__version__ = "0.1.0"
