"""Addresses of insight: what staff read of many messages together, and the public page of what was expected."""

from django.urls import URLPattern, path

from gongzhi.insight.views import cards, forecasts, foreseen, topics

urlpatterns: list[URLPattern] = [
    path("foreseen/", foreseen.foreseen, name="foreseen"),
    path("cards/", cards.cards, name="cards"),
    path("cards/new/", cards.new, name="cards-new"),
    path("cards/<uuid:card_id>/", cards.card, name="cards-one"),
    path("cards/<uuid:card_id>/<slug:step>/", cards.act, name="cards-act"),
    path("forecasts/", forecasts.forecasts, name="forecasts"),
    path("forecasts/season/", forecasts.season, name="forecasts-season"),
    path("forecasts/alarms/", forecasts.alarms, name="forecasts-alarms"),
    path("topics/", topics.topics, name="topics"),
    path("topics/<uuid:topic_id>/", topics.one, name="topics-one"),
    path("topics/<uuid:topic_id>/<slug:step>/", topics.act, name="topics-act"),
]
