"""Addresses of the hotline: the operator's screen, its pieces, the figures, and where a telephony system reports."""

from django.urls import path

from gongzhi.channels.hotline.views import calls, desk, service

urlpatterns = [
    path("hotline/", desk.hotline, name="hotline"),
    path("hotline/aside/", desk.aside, name="hotline-aside"),
    path("hotline/line/", desk.line, name="hotline-line"),
    path("hotline/service/", service.figures, name="hotline-service"),
    path("hotline/calls", calls.calls, name="hotline-calls"),
]
