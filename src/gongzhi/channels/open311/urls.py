"""Addresses of Open311. They end as the specification says; nothing here redirects, and every other one is 404."""

from django.urls import include, path, re_path

from gongzhi.channels.open311.views import requests, services, tokens, updates
from gongzhi.channels.open311.views.answers import nothing, speaks
from gongzhi.channels.open311.views.discovery import discovery

_discovery = speaks(GET=discovery)
_KIND = r"\.(?P<kind>[^/.]+)$"
_AT = "^/?"  # some add a slash to a base that ends in one


_endpoint = [
    re_path(rf"{_AT}discovery{_KIND}", _discovery),
    re_path(r"^discovery$", _discovery),
    re_path(rf"{_AT}services{_KIND}", speaks(GET=services.services)),
    re_path(rf"{_AT}services/(?P<code>[^/]+){_KIND}", speaks(GET=services.definition)),
    re_path(rf"{_AT}requests{_KIND}", speaks(GET=requests.requests, POST=requests.create)),
    re_path(rf"{_AT}requests/(?P<request_id>[^/]+){_KIND}", speaks(GET=requests.one_request)),
    re_path(rf"{_AT}tokens/(?P<token>[^/]+){_KIND}", speaks(GET=tokens.token)),
    re_path(rf"{_AT}servicerequestupdates{_KIND}", speaks(GET=updates.updates, POST=updates.post_update)),
]

urlpatterns = [
    re_path(rf"^discovery{_KIND}", _discovery, name="open311-discovery"),
    re_path(r"^discovery$", _discovery),
    path("photos/<uuid:photo_id>.jpg", requests.photo, name="open311-photo"),
    path("v2/", nothing, name="open311-base"),
    path("v2/", include(_endpoint)),
    path("test/v2/", nothing, name="open311-test-base"),
    path("test/v2/", include(_endpoint), {"trial": True}),
    re_path(r"^[\s\S]*$", nothing),  # a line break in the address does not lead out of here
]
