"""Addresses of text messages."""

from django.urls import path

from gongzhi.channels.sms.views import queue

urlpatterns = [
    path("sms/", queue.queue, name="sms"),
    path("sms/<uuid:sms_id>/<slug:verb>/", queue.settle, name="sms-settle"),
]
