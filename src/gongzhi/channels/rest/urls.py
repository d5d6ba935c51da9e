"""Addresses of the interface. What it is built with is loaded by the first request and not by the first address."""

from django.urls import path, re_path

from gongzhi.channels.rest.views.docs import docs
from gongzhi.channels.rest.views.entrance import entrance, schema

urlpatterns = [
    path("v1/openapi.json", schema, name="api-schema"),
    path("v1/docs", docs, name="api-docs"),
    re_path(r"^(?P<rest>.*)$", entrance),
]
