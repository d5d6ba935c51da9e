"""Addresses of the page about platforms above."""

from django.urls import path

from gongzhi.channels.upper.views import overview

urlpatterns = [
    path("upper/", overview.overview, name="upper"),
    path("upper/differences.csv", overview.differences_csv, name="upper-differences-csv"),
    path("upper/differences/<uuid:difference_id>/", overview.settle, name="upper-settle"),
    path("upper/messages/<uuid:message_id>/", overview.letter, name="upper-letter"),
]
