"""Addresses of diagnosis."""

from django.urls import path

from gongzhi.diagnosis.views import (
    comparison,  # noqa: F401 - puts its section on the page of a version
    fairness,
)

urlpatterns = [
    path("triage/fairness/", fairness.fairness_page, name="triage-fairness"),
]
