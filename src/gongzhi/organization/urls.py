"""Addresses of the pages for those who manage the organization."""

from django.urls import path

from gongzhi.organization.views import files, lists

urlpatterns = [
    path("", lists.divisions, name="organization-divisions"),
    path("units", lists.units, name="organization-units"),
    path("matters", lists.matters, name="organization-matters"),
    path("duties", lists.duties, name="organization-duties"),
    path("files", files.import_page, name="organization-files"),
    path("files/<slug:table>", files.export_file, name="organization-export"),
]
