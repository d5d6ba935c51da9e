"""What refusals about topics say."""

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

register_refusals(
    {
        "insight.topic_not_entitled": _("Your post does not keep topics. Ask the dispatch desk."),
        "insight.topic_not_here": _("This topic lies outside your post. Ask the desk of its place."),
        "insight.topic_gone": _("This topic does not stand any more. Go back to the list of topics."),
        "insight.topic_itself": _("A topic cannot be put together with itself. Choose another one."),
        "insight.topic_name_long": _("A name has at most %(limit)s characters. Make it shorter."),
        "insight.topic_name_of_a_person": _(
            "The name says who it is about: a name, a number, a plate or a room stands in it. Name the matter and the"
            " place."
        ),
        "insight.topic_nothing": _("No message is marked. Mark those that are another topic."),
        "insight.topic_many": _("At most %(limit)s messages can be taken out at once. Mark fewer."),
        "insight.topic_all": _("All messages are marked. Leave at least one in the topic."),
    }
)
