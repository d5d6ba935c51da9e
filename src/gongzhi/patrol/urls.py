"""Addresses of the pages about events and rounds; the page of one is the page of its loop."""

from django.urls import path

from gongzhi.patrol import kind  # noqa: F401 - makes events and rounds known to inbox, lists and board
from gongzhi.patrol.views import photos, readings, report, rounds, sensors

urlpatterns = [
    path("patrol/report/", report.report, name="patrol-report"),
    path("patrol/readings", readings.readings, name="patrol-readings"),
    path("sensors/", sensors.overview, name="sensors"),
    path("patrol/grids.geojson", report.grids, name="patrol-grids"),
    path("patrol/<uuid:event_id>/photo.jpg", photos.photo, name="patrol-photo"),
    path("rounds/new/", rounds.plan, name="round-plan"),
    path("rounds/<uuid:round_id>/report/", rounds.report, name="round-report"),
]
