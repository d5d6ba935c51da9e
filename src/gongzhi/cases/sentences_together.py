"""What is said where several cases are one problem: to each resident what is theirs, and the office's steps."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from gongzhi.loops.public import Pair, Tone

TOGETHER: Mapping[str, Pair] = {
    "cases.joined": (
        _(
            "Others reported the same problem. It is worked on once, for all of you; the answer comes here, and you "
            "judge it for yourself."
        ),
        _("It goes along with another case about the same problem."),
    ),
    "cases.joined:along": (
        None,
        _("The case it went along with was joined to another one; it goes with it."),
    ),
    "cases.gathered": (
        _("The same problem was reported %(times)s more times. One office works on it for all of you."),
        _("%(times)s other cases about the same problem go along with it."),
    ),
    "cases.answered_together": (None, None),
    "cases.left:separate": (
        _("Your case is worked on by itself again. The dispatch desk chooses the office for it."),
        _("The dispatch desk put it back, to be worked on by itself."),
    ),
    "cases.left:withdraw": (
        _(
            "The case yours went along with does not go on. Yours does: the dispatch desk chooses the office for it."
        ),
        _("The case it went along with is being withdrawn. This one is back at the dispatch desk."),
    ),
    "cases.left:refuse": (
        _(
            "The case yours went along with was decided otherwise. About yours the dispatch desk decides by itself."
        ),
        _(
            "The case it went along with was not taken up. About this one the dispatch desk decides by itself."
        ),
    ),
    "cases.left:transfer": (
        _(
            "The case yours went along with was decided otherwise. About yours the dispatch desk decides by itself."
        ),
        _(
            "The case it went along with was referred elsewhere. About this one the dispatch desk decides by itself."
        ),
    ),
    "cases.left:conclude": (
        _(
            "The case yours went along with was decided otherwise. About yours the dispatch desk decides by itself."
        ),
        _(
            "The case it went along with was ended by decision. About this one the dispatch desk decides by itself."
        ),
    ),
    "cases.left:own": (
        _("From here on your case goes on by itself."),
        _("It goes on by itself; the others are not touched."),
    ),
    "cases.said_same:resident": (
        _(
            "You said that you have what others reported as well. The dispatch desk looks whether it is one problem; "
            "yours counts either way."
        ),
        _("The resident has what others reported as well, and says so."),
    ),
    "cases.said_same:desk": (None, _("The dispatch desk says that it is the same problem as another case.")),
    "cases.said_apart": (
        None,
        _(
            "The dispatch desk says that it is not the same problem as another case. That is not proposed again."
        ),
    ),
    # What the office does about the case of somebody else who reported the same.
    "cases.along:dispatch": (_("The problem you all reported was given to %(unit)s."), None),
    "cases.along:redispatch": (_("The problem you all reported was given anew, to %(unit)s."), None),
    "cases.along:decide": (_("The arbiter decided: %(unit)s handles the problem you all reported."), None),
    "cases.along:sign": (_("%(unit)s took the problem on, for all of you."), None),
    "cases.along:ask": (
        _("%(unit)s asked one of those who reported it something. Your own date stays as it is."),
        None,
    ),
    "cases.along:extend": (
        _("%(unit)s needs longer, until %(until)s. The date of your own case stays on record."),
        None,
    ),
    "cases.along:park": (
        _("%(unit)s cannot solve this now. It looks at it again by %(until)s, for all of you."),
        None,
    ),
    "cases.along:take_up_again": (_("%(unit)s took it up again, for all of you."), None),
    "cases.along:ask_up": (_("%(unit)s asked the arbiter to decide how this goes on, for all of you."), None),
    "cases.along:return": (_("%(unit)s says it is not in charge. That is being checked."), None),
    "cases.along:deny_return": (_("It was decided that %(unit)s stays in charge."), None),
    "cases.along:whistle": (_("Other departments were called to the place, for all of you."), None),
}

TONES: Mapping[str, Tone] = {
    "cases.along:extend": "warn",
    "cases.along:park": "warn",
    "cases.left:withdraw": "warn",
    "cases.left:refuse": "warn",
    "cases.left:transfer": "warn",
    "cases.left:conclude": "warn",
}
