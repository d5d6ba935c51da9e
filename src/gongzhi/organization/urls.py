"""Addresses of the pages for those who manage the organization."""

from django.urls import path

from gongzhi.organization.views import files, lists, one

urlpatterns = [
    path("", lists.listing, name="organization-divisions"),
    path("files", files.import_page, name="organization-files"),
    path("files/<slug:table>", files.export_file, name="organization-export"),
    path("<slug:table>", lists.listing, name="organization-list"),
    path("<slug:table>/<str:key>/", one.one, name="organization-one"),
]
