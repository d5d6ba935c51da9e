"""Addresses of the page of keys."""

from django.urls import path

from gongzhi.channels.keys.views import pages

urlpatterns = [
    path("", pages.overview, name="keys"),
    path("new/", pages.new, name="keys-new"),
    path("<uuid:key_id>/revoke/", pages.revoke, name="keys-revoke"),
]
