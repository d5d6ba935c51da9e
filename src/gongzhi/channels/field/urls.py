"""Addresses of the pages that work without a network."""

from django.urls import path

from gongzhi.channels.field.views import hello, pages, send

urlpatterns = [
    path("sw.js", pages.worker, name="field-worker"),
    path("field/", pages.page, name="field"),
    path("field/manifest.webmanifest", pages.manifest, name="field-manifest"),
    path("field/hello", hello.hello, name="field-hello"),
    path("field/send", send.send, name="field-send"),
]
