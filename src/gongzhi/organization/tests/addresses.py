"""Addresses for the screen tests: this package alone, beside what the frame of a page links to."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("organization/", include("gongzhi.organization.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("gongzhi.ui.urls")),
]
