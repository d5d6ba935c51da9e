"""The address of Open311 without a slash: Django would lead to the one with it, and nothing here redirects."""

from django.urls import path

from gongzhi.channels.open311.views.answers import nothing

urlpatterns = [path("", nothing)]
