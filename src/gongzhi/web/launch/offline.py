"""Set Django up for a command that needs words and rules, and no database."""

import os

from gongzhi.web.launch.words import language


def set_up_offline() -> None:
    """Set Django up without a database and without a data folder, in the language of the terminal."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.web.settings")
    # Nothing is signed here; without this the settings would make a data folder to keep a key in.
    os.environ.setdefault("GONGZHI_SECRET_KEY", "nothing is signed")

    import django
    from django.utils import translation

    django.setup()
    translation.activate(language())
