"""What the import says when it refuses."""

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

register_refusals(
    {
        "bulk.not_entitled": _("Your post does not bring files in. Ask the dispatch desk."),
        "bulk.file_unreadable": _(
            "This file cannot be read. Save it as XLSX or CSV with the names of the columns in the first row."
        ),
        "bulk.file_too_long": _("The file has more than %(limit)s rows or 5 MB. Cut it into several."),
        "bulk.started_already": _("This file is being brought in already. Reload the page."),
        "bulk.rows_gone": _(
            "The rows from here on are gone from the storage. Bring the file in again: what is filed stays filed."
        ),
        "bulk.text_not_chosen": _("Choose which column holds the text."),
        "bulk.encoding": _("%(file)s is neither UTF-8 nor GB18030. Save it as CSV in UTF-8 and try again."),
        "bulk.no_text_column": _(
            "No column with the text was found among: %(columns)s. Name it with --columns text=COLUMN."
        ),
        "bulk.unknown_column": _("The column map %(column)s does not fit the file. Check both names."),
        "bulk.not_csv": _(
            "%(file)s is no CSV from line %(line)d on. Look for a quotation mark that is not closed."
        ),
        "bulk.control_character": _("The row holds a character that is no text. Save the file as CSV anew."),
        "bulk.class_columns": _("%(file)s needs the columns class and matter."),
        "bulk.time_malformed": _("The time cannot be read. Write it as 2026-03-02 09:30."),
        "bulk.time_long_ago": _("The time lies before 1949. Check the file's clock."),
        "bulk.time_ahead": _("The time lies in the future. Check the file's clock."),
    }
)
