"""Addresses for other nodes, and the page that shows how the links stand."""

from django.urls import path

from gongzhi.federation.views import feed, links

urlpatterns = [
    path("federation/facts", feed.feed, name="federation-facts"),
    path("federation/", links.links, name="federation"),
    path("federation/<str:node>/go-on/", links.go_on, name="federation-go-on"),
]
