"""Addresses for other nodes."""

from django.urls import path

from gongzhi.federation import words  # noqa: F401 - registers what refusals say
from gongzhi.federation.views import feed

urlpatterns = [path("federation/facts", feed.feed, name="federation-facts")]
