"""The address of the page that holds the ways in against each other."""

from django.urls import path

from gongzhi.channels.parity.views.compare import compare

urlpatterns = [path("ways-in/", compare, name="ways-in")]
