"""Addresses of the pages about directives."""

from django.urls import path

from gongzhi.directives import kind  # noqa: F401 - makes directives known to inbox, lists and board
from gongzhi.directives.views import issue

urlpatterns = [
    path("directives/new/", issue.issue_page, name="directive-new"),
    path("directives/<uuid:directive_id>/parts/", issue.parts_page, name="directive-parts"),
]
