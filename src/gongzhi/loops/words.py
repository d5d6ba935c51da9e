"""What the refusals of the engine say: to residents and staff, and to those who keep the rules."""

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

register_refusals(
    {
        "loops.reveal_moved_on": _(
            "The matter has ended, or whoever asked does not work on it any more. Nothing is opened."
        ),
        # moves
        "loops.not_now": _(
            "This is not possible now, since it has moved on. Reload the page to see where it stands."
        ),
        "loops.not_theirs": _(
            "This step belongs to somebody else. The next step and who owes it stand on top."
        ),
        "loops.not_a_party": _("Your unit has no part in this. Ask the unit that handles it."),
        "loops.not_owner": _("This step is owed by another unit. Leave it to them."),
        "loops.not_entitled": _(
            "Your post does not cover this. Ask the person who manages posts in your unit."
        ),
        "loops.own_work": _(
            "Nobody judges the own work. Leave this to whoever it was done for, or to another unit."
        ),
        "loops.reason_missing": _("The reason is missing. Say why, then send it again."),
        "loops.name_missing": _("Choose the unit, then send it again."),
        "loops.used_up": _("This has been used as often as it may (%(max)s). Choose another step."),
        "loops.return_barred": _(
            "The arbiter decided who handles this; it cannot be returned. Go on with the work."
        ),
        "loops.window_over": _(
            "The time for a return is over. Go on with the work, or ask the arbiter to decide."
        ),
        "loops.reopen_over": _(
            "The time for opening it again is over. Report it anew and name the old number."
        ),
        "loops.already_ended": _("It has ended, so this is not possible now. It can be opened again first."),
        "loops.past_intake": _(
            "It has left the desk that takes it in, so its matter stays. Return it first if it is wrong."
        ),
        # joint work
        "loops.parts_open": _("%(open)s parts of other units are still open. Wait for them, or urge them."),
        "loops.no_joint_work": _(
            "No other unit can be called in at this step. Go on alone, or ask the arbiter."
        ),
        "loops.co_handler_already": _("This unit works on it already. Choose another one."),
        "loops.judges_it": _("This unit is to judge the result. Choose another one to help."),
        "loops.no_open_part": _("Your unit has no open part in this. Reload the page."),
        "loops.already_settled": _("This is done already. Reload the page."),
        # duties beside the state
        "loops.duty_unknown": _(
            "This runs by an older definition, which does not know this step. Move it to the newest one first."
        ),
        "loops.duty_open_already": _("This has been asked for already and is still open."),
        "loops.nobody_owes": _("Nobody is named yet who could do this. Name the unit first."),
        "loops.no_open_duty": _("This is not open any more. Reload the page."),
        # time
        "loops.already_paused": _("A question is open already. Wait for the answer first."),
        "loops.paused_already": _("The clock stands still already. Wait until it runs again."),
        "loops.pause_after_due": _(
            "The limit is over, so the clock cannot pause any more. Answer as soon as you can."
        ),
        "loops.pause_cap": _("The clock has paused as long as it may. Answer with what you know."),
        "loops.pause_reason": _("This is no reason for a pause. Choose one of: %(among)s."),
        "loops.extension_used": _(
            "The limit was extended before, and that is possible once. Answer with what you know."
        ),
        "loops.extension_too_late": _(
            "It is too late to extend: whoever waits for it must hear of it before. Answer in time."
        ),
        "loops.extension_too_long": _(
            "This extension is longer than the limit itself. Choose a shorter one."
        ),
        "loops.extension_unit": _("An extension is counted like the limit itself. Choose the same unit."),
        # small duties
        "loops.no_question": _("No question is open any more. You can add something instead."),
        "loops.no_such_duty": _("This is not due at this step. Reload the page."),
        "loops.no_callback": _("No call is due here. Reload the page."),
        "loops.called_today": _("Somebody called today already. Try again on another day."),
        # lists taken away
        "loops.purpose_missing": _("The purpose is missing. Say what the file is for, then send it again."),
        "loops.purpose_too_long": _("The purpose has more than %(max)s characters. Say it in fewer."),
        # definitions, profiles, calendar
        "loops.no_definition": _(
            "No procedure named %(definition)s is in force. Ask an administrator to publish one."
        ),
        "loops.unsound_definition": _(
            "The procedure has %(findings)s faults and was not published. Run the check, repair it, and try again."
        ),
        "loops.version_not_new": _("Version %(newest)s is in force already. Give this one a higher number."),
        "loops.state_not_in_version": _(
            "The other version has no state %(state)s. Move it on first, or choose another version."
        ),
        "loops.profile_exists": _(
            "A time profile from %(valid_from)s on exists already. Choose another day."
        ),
        "loops.profile_too_early": _(
            "These limits would hold for days that have begun. Choose tomorrow or a later day."
        ),
        "loops.shared": _(
            "All counties of this installation go by it, and your post does not manage them all. "
            "Ask whoever runs the installation."
        ),
        "loops.outside_scope": _("This lies outside your area. Choose a division inside it."),
        "loops.profile_malformed": _(
            "The time profile cannot be used: %(problem)s. Repair it and try again."
        ),
        "loops.profile_not_yaml": _(
            "The time profile is no YAML, from line %(line)s on. Repair it and try again."
        ),
        "loops.calendar_columns": _("Line %(line)s of the calendar lacks one of these columns: %(columns)s."),
        "loops.calendar_empty": _("The calendar has no days. Choose another file."),
        "loops.calendar_mixed": _(
            "Line %(line)s of the calendar is of another status than line %(first)s of the same year. Make them alike."
        ),
        "loops.calendar_not_csv": _(
            "The calendar is no CSV, from line %(line)s on. Save it as CSV and try again."
        ),
        "loops.calendar_twice": _(
            "Line %(line)s of the calendar repeats line %(first)s. Remove one of them."
        ),
        "loops.calendar_year": _("Line %(line)s: %(value)s is no year. Write it with four digits."),
        "loops.calendar_status": _("Line %(line)s: %(value)s is no status. Write official or provisional."),
        "loops.calendar_source": _("Line %(line)s: the source is missing. Name the notice."),
        "loops.calendar_date": _(
            "Line %(line)s: %(value)s is no day of that year. Write it like 2026-10-01."
        ),
        "loops.calendar_working": _(
            "Line %(line)s: %(value)s is neither 0 nor 1. Write 1 for a working day."
        ),
        "loops.profile_choice": _("%(where)s: %(value)s is not one of the choices. See the shipped file."),
        "loops.profile_count": _("%(where)s: %(value)s is no count. Write a whole number."),
        "loops.profile_date": _("%(where)s: %(value)s is no date. Write it like 2026-10-01."),
        "loops.profile_duration": _("%(where)s: %(value)s is no duration. Write it like 4wh, 5WD or 60d."),
        "loops.profile_flag": _("%(where)s: %(value)s is neither yes nor no."),
        "loops.profile_hours": _(
            "%(where)s: these are no office hours. Write them like 09:00-12:00, in order."
        ),
        "loops.profile_list": _("%(where)s: a list is expected here."),
        "loops.profile_missing": _("%(where)s is missing. See the shipped file."),
        "loops.profile_period": _("%(where)s: the period ends before it begins. Choose a later day."),
        "loops.profile_section": _("%(where)s: a section with keys is expected here."),
        "loops.profile_unknown_key": _("%(where)s is unknown. Check the spelling, or take it out."),
        "loops.profile_text": _("%(where)s: %(value)s is not written as expected. See the shipped file."),
        "loops.profile_percent": _("%(where)s: %(value)s is no share. Write it like 5%%."),
        "loops.profile_portion": _("%(where)s: %(value)s is no share of a hundred. Write it like 5%%."),
        "loops.profile_callback_short": _(
            "%(where)s: %(value)s is too short for %(attempts)s calls on different days. Choose a longer time."
        ),
        "loops.profile_zone": _("%(where)s: %(value)s is no time zone. Write it like Asia/Shanghai."),
        # assumptions of staffing
        "loops.shares_not_whole": _("%(where)s: these shares add up to %(sum)s. Make it 100."),
        "loops.shares_above": _("%(where)s: these shares add up to %(sum)s. Make it 100 at most."),
        "loops.shares_unknown": _("%(where)s: the definition has no such step there. Check the spelling."),
        "loops.post_without_time": _("%(where)s: a post without time can do nothing. Write a share above 0."),
        "loops.never_ends": _(
            "By these shares the matter goes round for ever (%(left)s of it still moves). Lower what leads back."
        ),
    }
)
