"""Addresses of diagnosis."""

from django.urls import path

from gongzhi.diagnosis.views import fairness

urlpatterns = [
    path("triage/fairness/", fairness.fairness_page, name="triage-fairness"),
]
