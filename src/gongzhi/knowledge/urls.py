"""Addresses of articles and outages."""

from django.urls import path

from gongzhi.knowledge.views import answers, articles, outages

urlpatterns = [
    path("knowledge/", articles.articles, name="knowledge"),
    path("knowledge/new/", articles.edit, name="knowledge-new"),
    path("knowledge/<uuid:article_id>/", articles.article, name="knowledge-article"),
    path("knowledge/<uuid:article_id>/edit/", articles.edit, name="knowledge-edit"),
    path("knowledge/<uuid:article_id>/withdraw/", articles.withdraw, name="knowledge-withdraw"),
    path("outages/", outages.outage_list, name="knowledge-outages"),
    path("outages/<uuid:outage_id>/", outages.outage, name="knowledge-outage"),
    path("answers/", answers.answer_list, name="answers"),
    path("answers/<uuid:article_id>/", answers.answer, name="answers-article"),
]
