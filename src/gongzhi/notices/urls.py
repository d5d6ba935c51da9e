"""Addresses of notices."""

from django.urls import path

from gongzhi.notices.views import costs, letters, stop, texts, undelivered, unit
from gongzhi.notices.views.listing import notices

urlpatterns = [
    path("", notices, name="notices"),
    path("undelivered/", undelivered.undelivered_page, name="undelivered"),
    path("undelivered/<uuid:message_id>/", undelivered.settle, name="undelivered-settle"),
    path("letters/", letters.letters_page, name="undelivered-letters"),
    path("letters/<uuid:message_id>/print/", letters.print_page, name="undelivered-letter-print"),
    path("letters/<uuid:message_id>/posted/", letters.post_page, name="undelivered-letter-posted"),
    path("costs/", costs.costs_page, name="telling-costs"),
    path("texts/", texts.texts_page, name="telling-texts"),
    path("unit/", unit.unit_page, name="notices-unit"),
    path("stop/<str:token>", stop.stop, name="stop-telling"),
]
