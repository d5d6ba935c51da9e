"""Addresses of notices."""

from django.urls import path

from gongzhi.notices.views.listing import notices

urlpatterns = [path("", notices, name="notices")]
