"""Addresses of the pages of webhooks."""

from django.urls import path

from gongzhi.channels.events.views import hooks

urlpatterns = [
    path("hooks/", hooks.listing, name="hooks"),
    path("hooks/<uuid:hook_id>/", hooks.show, name="hook"),
    path("hooks/<uuid:hook_id>/dead/", hooks.dead, name="hook-dead"),
    path("hooks/<uuid:hook_id>/replay/", hooks.replay, name="hook-replay"),
    path("hooks/<uuid:hook_id>/<slug:what>/", hooks.change, name="hook-change"),
]
