"""Addresses of insight: what staff read of many messages together, and the public page of what was expected."""

from django.urls import URLPattern, path

from gongzhi.insight.views import cards, foreseen

urlpatterns: list[URLPattern] = [
    path("foreseen/", foreseen.foreseen, name="foreseen"),
    path("cards/", cards.cards, name="cards"),
    path("cards/new/", cards.new, name="cards-new"),
    path("cards/<uuid:card_id>/", cards.card, name="cards-one"),
    path("cards/<uuid:card_id>/<slug:step>/", cards.act, name="cards-act"),
]
