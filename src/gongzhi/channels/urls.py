"""Addresses of the ways a case comes in."""

from django.urls import include, path

urlpatterns = [
    path("", include("gongzhi.channels.portal.urls")),
    path("", include("gongzhi.channels.services.urls")),
]
