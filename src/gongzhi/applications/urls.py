"""Addresses of the staff's pages about applications; the page of one is the page of its loop."""

from django.urls import path

from gongzhi.applications import kind  # noqa: F401 - makes applications known to inbox, lists and board
from gongzhi.applications.views import files, filing

urlpatterns = [
    path("file/", filing.choose, name="application-file"),
    path("file/<slug:code>/<slug:key>/", filing.file, name="application-file-item"),
    path("<uuid:application_id>/material/<uuid:material_id>", files.material, name="application-material"),
    path(
        "<uuid:application_id>/decision/<uuid:decision_id>.pdf", files.document, name="application-document"
    ),
]
