"""The measurements: a module each, with `measure(installation)` which yields its results one by one.

They are imported when Django is set up. Each brings the installation into the state it needs by
`prepare`; the order here saves making the same county twice.
"""

NAMES = (
    "start",
    "working_time",
    "pages",
    "memory",
    "filing",
    "bursts",
    "evidence",
    "evidence_tree",
    "evidence_log",
    "proof_page",
    "lookup",
    "due_claim",
    "directives",
    "boards",
    "lists",
    "open311",
    "rest",
    "notices",
    "sensors",
    "gate",
    "placing",
    "likely",
    "forecast",
    "alarms",
    "triage",
    "diagnosis",
)
