"""The one Django app: packages inside it are rooms, not apps (house rule 4)."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class GongzhiConfig(AppConfig):
    """The app, and what follows each of its migrations."""

    name = "gongzhi"
    label = "gongzhi"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give the serving role its rights after every migration."""
        from gongzhi.web.launch.grants import apply_grants

        post_migrate.connect(apply_grants, sender=self)
