"""What the refusals of the register and its gate say."""

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

register_refusals(
    {
        "algorithms.entry_unknown": _("There is no such entry in the register. Look it up in the list."),
        "algorithms.tier_never": _(
            "What decides about entitlement or sanctions, or ranks people, is never registered. A person decides this."
        ),
        "algorithms.code_unfit": _(
            "A code has up to 40 small letters, digits, dots and underscores. Choose another one."
        ),
        "algorithms.code_known": _("An entry has this code already. Open it, or choose another code."),
        "algorithms.title_missing": _("Give the version a title of a few words."),
        "algorithms.limit_unfit": _(
            "A run may take between %(least)s and %(most)s milliseconds. Choose a limit between them."
        ),
        "algorithms.no_desk": _(
            "No ethics board or no arbiter serves this place. Ask an administrator to name the desk first."
        ),
        "algorithms.other_unit": _("Another unit answers for this algorithm. Ask it to begin the version."),
        "algorithms.version_under_way": _(
            "Version %(n)s is still on its way through the gates. Lead it to its end, then begin the next one."
        ),
        "algorithms.section_unknown": _("An entry has no such section. Choose one from the list."),
        "algorithms.field_unknown": _("This section has no field “%(field)s”. Leave it out."),
        "algorithms.field_missing": _("Something is missing here. Write it, then send it again."),
        "algorithms.field_too_long": _("This takes at most %(limit)s characters. Shorten it."),
        "algorithms.field_unfit": _("This has another form. Look at the example."),
        "algorithms.evaluation_ahead": _("The test cannot lie in the future. Correct its day."),
        "algorithms.evaluation_expired": _(
            "The test is not good any more. Have it tested again, and write down the new test."
        ),
        "algorithms.evaluation_too_long": _(
            "A test is good for %(days)s days at most. Choose an earlier day for its end."
        ),
        "algorithms.section_missing": _(
            "A section is not written yet. Write what is still open above, then go on."
        ),
        "algorithms.language_missing": _(
            "Some texts stand in one language only. The list of sections says which: write them in the other one, "
            "then go on."
        ),
        "algorithms.not_to_be_written_now": _(
            "This section cannot be changed where the version stands now. Begin a new version to change it."
        ),
        "algorithms.not_simple": _(
            "Only plain rules, and searches that hardly touch anybody, go the short way. Take the long way."
        ),
        "algorithms.scope_changed": _(
            "Purpose, data, use or tier differ from the version in use. Begin a pilot instead."
        ),
        "algorithms.too_early": _("This takes at least %(days)s days. Come back when they are over."),
        "algorithms.little_evidence": _(
            "Only %(n)s matters were counted in the smaller group; %(least)s would tell something. "
            "Say why it is enough, or wait."
        ),
        "algorithms.share_unfit": _(
            "In a pilot, people alone decide between %(least)s and %(most)s per cent. Choose a share between them."
        ),
        "algorithms.post_mortem_missing": _("Say what was learned. It is published."),
        "algorithms.tester_not_apart": _(
            "Whoever tests it is neither the unit that wants it nor the board. Choose another unit."
        ),
        "algorithms.experts_not_apart": _("Outside experts have no other part in it. Choose another unit."),
    }
)

# The board.
register_refusals(
    {
        "algorithms.not_in_review": _("The board is not asked about this version now."),
        "algorithms.own_algorithm": _(
            "You or your unit want, wrote or test this algorithm, so you do not judge it."
        ),
        "algorithms.seat_not_yours": _(
            "Members for the residents concerned speak for them, and only they do. Choose your own seat."
        ),
        "algorithms.group_missing": _("Say for which residents you speak."),
        "algorithms.dissent_missing": _("Say why, or on what conditions. It is published without your name."),
        "algorithms.text_too_long": _("That is too long: at most %(limit)s characters. Shorten it."),
        "algorithms.nobody_spoke": _("Nobody on the board has spoken yet. Speak first, then decide."),
        "algorithms.board_too_small": _(
            "%(members)s members have spoken; at least %(least)s have to. Wait for the others."
        ),
        "algorithms.affected_missing": _(
            "At least %(share)s of those who speak sit for the residents concerned. Wait for them."
        ),
        "algorithms.not_carried": _("Most members do not agree. Send it back, or reject it."),
        "algorithms.conditions_missing": _("Members set conditions. Write them down."),
        "algorithms.no_unanswered": _(
            "A member for the residents concerned said no. Say why it is not followed; both are published."
        ),
        "algorithms.experts_needed": _("Outside experts have to look at this one. Approve it for them."),
        "algorithms.experts_not_needed": _("Outside experts need not look at this one. Approve it."),
    }
)

# While it runs.
register_refusals(
    {
        "algorithms.switch_not_entitled": _(
            "Your post does not switch this algorithm. Ask its owner or a member of its ethics board."
        ),
        "algorithms.on_not_entitled": _(
            "The board switched it off, so a member of the board switches it on again. Ask the board."
        ),
        "algorithms.lift_not_entitled": _("Only a member of the ethics board lets it go on. Ask the board."),
        "algorithms.not_suspended": _("Nothing stopped it, so there is nothing to lift."),
        "algorithms.reason_missing": _("Say why. The reason is published."),
        "algorithms.not_running": _("No version of it runs, so nothing can be reported about one."),
        "algorithms.appeal_empty": _("Nothing is written yet. Say in a few words what is wrong."),
        "algorithms.answer_not_entitled": _(
            "The unit that answers for the algorithm answers objections to it."
        ),
        "algorithms.appeal_answered": _("This objection was answered already."),
        "algorithms.answer_missing": _("Write an answer in words. Whoever objected reads it."),
        "algorithms.severe_not_upheld": _(
            "What did grave harm cannot be called unfounded. Say that it was right."
        ),
    }
)
