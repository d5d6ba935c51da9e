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
        """Load every package's words, and give the serving role its rights after each migration."""
        from gongzhi.web.launch.grants import apply_grants

        here = Path(__file__).parent
        for file in sorted((*here.glob("*/words.py"), *here.glob("channels/*/words.py"))):
            import_module(f"gongzhi.{'.'.join(file.relative_to(here).with_suffix('').parts)}")

        post_migrate.connect(apply_grants, sender=self)
