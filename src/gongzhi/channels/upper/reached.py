"""Which implementation reaches a platform above: its mapping says so."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from gongzhi.channels.upper.files import FilePlatform
from gongzhi.channels.upper.folders import LocalFolder, SftpFolder
from gongzhi.channels.upper.http import HttpPlatform
from gongzhi.channels.upper.keys import key_of, secret_of
from gongzhi.channels.upper.platform import Platform
from gongzhi.channels.upper.rules.mapping import Meaning


def reach(meaning: Meaning, clock: Callable[[], datetime]) -> Platform:
    """Return the platform of a mapping. Raises `Unreachable` ``upper.no_key`` where its secret is missing."""
    connection = dict(meaning.connection)
    zone = timezone.get_default_timezone()
    if connection["kind"] == "http":
        return HttpPlatform(meaning, key_of(meaning.platform), clock)
    if connection["kind"] == "sftp":
        return FilePlatform(meaning, SftpFolder(connection, secret_of(meaning.platform)), zone)
    return FilePlatform(meaning, LocalFolder(connection["path"]), zone)
