"""Write src/gongzhi/loops/calendars/cn.csv anew. For maintainers, once a year, when the notice is out.

    .venv/bin/python scripts/make_calendar.py

The days of 2004-2026 come from the development package chinesecalendar (MIT), which read them from the
yearly notices. For 2027 no notice is out: only the days fixed by law are given, as provisional.
Titles of the notices before 2008 are written in the form used since then; they were not looked up.
"""

import csv
from datetime import date
from pathlib import Path

import chinese_calendar

from gongzhi.loops.rules.days import COLUMNS, DayStatus

TARGET = Path(__file__).parents[1] / "src/gongzhi/loops/calendars/cn.csv"

NOTICE = "国务院办公厅关于{year}年部分节假日安排的通知"
FURTHER = {
    2015: "国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知",
    2019: "国务院办公厅关于调整2019年劳动节假期安排的通知",
    2020: "国务院办公厅关于延长2020年春节假期的通知",
}
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}

# Art. 2 of the decree as revised in November 2024; lunar dates converted for 2027. Days on a weekend
# are not listed; they are made up on a working day (art. 6), but which one is for the notice to say.
LAW = "全国年节及纪念日放假办法（2024年修订）"
BY_LAW = {
    date(2027, 1, 1): "元旦",
    date(2027, 2, 5): "春节",
    date(2027, 2, 8): "春节",
    date(2027, 4, 5): "清明节",
    date(2027, 6, 9): "端午节",
    date(2027, 9, 15): "中秋节",
    date(2027, 10, 1): "国庆节",
}

Row = tuple[int, str, str, str, str, str]


def official() -> list[Row]:
    """Return the exceptions of the years with a notice, in order of date."""
    rows = []
    for days, working in (
        (chinese_calendar.constants.holidays, "no"),
        (chinese_calendar.constants.workdays, "yes"),
    ):
        for day, name in days.items():
            if (day.weekday() < 5) == (working == "yes"):
                continue  # off on a weekend anyway
            # The turn of the year belongs to the notice of the year that begins.
            year = day.year + 1 if day.month == 12 else day.year
            source = "；".join(filter(None, (NOTICE.format(year=year), FURTHER.get(year))))
            rows.append((year, DayStatus.OFFICIAL.value, source, day.isoformat(), working, NAMES[name]))
    return sorted(rows, key=lambda row: row[3])


def main() -> None:
    by_law = [
        (day.year, DayStatus.PROVISIONAL.value, LAW, day.isoformat(), "no", name)
        for day, name in BY_LAW.items()
    ]
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(official() + by_law)


if __name__ == "__main__":
    main()
