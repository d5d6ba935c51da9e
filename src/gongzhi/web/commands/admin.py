"""`gongzhi admin create`: the first administrator of an empty installation."""

import argparse


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `admin`."""
