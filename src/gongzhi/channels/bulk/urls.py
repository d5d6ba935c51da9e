"""Addresses of files that are brought in."""

from django.urls import path

from gongzhi.channels.bulk.views import files

urlpatterns = [
    path("bulk/", files.bulk, name="bulk"),
    path("bulk/<uuid:file_id>/", files.one, name="bulk-file"),
    path("bulk/<uuid:file_id>/rows.csv", files.bad, name="bulk-bad"),
]
