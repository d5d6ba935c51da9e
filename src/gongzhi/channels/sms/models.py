"""The table of text messages that came in."""

from django.db import models
from django.db.models import Q

from gongzhi.channels.sms.facts import SmsState
from gongzhi.kernel.ids import new_id
from gongzhi.loops.models import Loop
from gongzhi.people.models import Contact


class IncomingSms(models.Model):
    """A message that came in, by the gateway's id. The sender stands in the vault, with `contact`, while it waits.

    `id` is that of the case it may become. `text` stands here only while a person has to look at it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    gateway_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=16, choices=[(each.value, each.value) for each in SmsState])
    loop = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="+", null=True)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", null=True)
    text = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="sms_waiting", condition=Q(state__in=["CALL", "UNCLEAR"]))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["CALL", "UNCLEAR"]) | Q(text=""), name="sms_text_while_it_waits"
            )
        ]
