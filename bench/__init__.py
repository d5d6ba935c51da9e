"""Measurements of Gongzhi, for `make bench`. A tool of development: nothing in `src` knows it.

Each number is taken from a real installation in a folder of its own: embedded PostgreSQL with its
default settings (fsync on), migrated, with the real web server and worker. docs/how-to/measure.md
says how each one is obtained.
"""
