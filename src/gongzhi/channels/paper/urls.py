"""Addresses of paper forms."""

from django.urls import path

from gongzhi.channels.paper.views import enter, public

urlpatterns = [
    path("forms/", public.forms, name="forms"),
    path("forms/<str:code>.pdf", public.blank, name="forms-pdf"),
    path("forms/large/<str:code>.pdf", public.blank, {"large": "1"}, name="forms-large"),
    path("paper/", enter.paper, name="paper"),
    path("paper/enter/", enter.enter, name="paper-enter"),
    path("paper/again/<uuid:paper_id>/", enter.again, name="paper-again"),
]
