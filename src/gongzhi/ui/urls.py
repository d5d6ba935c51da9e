"""Addresses of the design system: ``path("", include("gongzhi.ui.urls"))``."""

from django.urls import path

from gongzhi.ui import guide, views

urlpatterns = [
    path("elder", views.elder, name="elder"),
    path("ui/guide", guide.guide, name="ui-guide"),
    path("ui/guide/grids.geojson", guide.grids, name="ui-guide-grids"),
    path("ui/guide/<slug:page>", guide.guide, name="ui-guide-page"),
]
