"""The one Django app: packages inside it are rooms, not apps (house rule 4)."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class GongzhiConfig(AppConfig):
    """The app, and what follows each of its migrations."""

    name = "gongzhi"
    label = "gongzhi"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load words, who may ask about persons, and what the gate can call; after each migration, grant rights."""
        from gongzhi.web.launch.grants import apply_grants

        here = Path(__file__).parent
        rooms = ("*/words.py", "channels/*/words.py", "*/asking.py", "*/offers.py")
        for file in sorted(file for room in rooms for file in here.glob(room)):
            import_module(f"gongzhi.{'.'.join(file.relative_to(here).with_suffix('').parts)}")

        post_migrate.connect(apply_grants, sender=self)
