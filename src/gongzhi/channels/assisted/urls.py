"""Addresses of helping. None holds a number, a code or an id of a matter."""

from django.urls import path

from gongzhi.channels.assisted.views import act, mine

urlpatterns = [
    path("help/", act.find, name="help"),
    path("help/matter/", act.matter, name="help-matter"),
    path("help/matter/objected/", act.objected, name="help-objected"),
    path("help/matter/join/", act.join, name="help-join"),
    path("help/mandates/", act.mandates, name="mandates"),
    path("help/mandates/revoke/", act.revoke, name="mandates-revoke"),
    path("helped/", mine.helped, name="helped"),
    path("helped/object/", mine.object_to, name="helped-object"),
    path("helped/take-back/", mine.take_back, name="helped-take-back"),
    path("matters/", mine.matters, name="matters"),
    path("matters/open/", mine.switch, name="matters-open"),
    path("matters/part/", mine.part, name="matters-part"),
]
