"""The verifier: a definition that has one finding is not saved and never runs."""

from gongzhi.loops.rules import loop_checks, state_checks, transition_checks
from gongzhi.loops.rules.definition import Definition, Finding
from gongzhi.loops.rules.definition_file import NotADefinition, read_definition
from gongzhi.loops.rules.graph import Subject

_CHECKS = (*state_checks.CHECKS, *transition_checks.CHECKS, *loop_checks.CHECKS)


def check(definition: Definition) -> tuple[Finding, ...]:
    """Return everything wrong with a definition, in the order of the checks; empty when it is sound.

    Checks 1 to 16, then 17 (a duty has a holder), 18 (kinds fit) and 19 (withdrawal is checked). Edges are
    transitions, `else`, `unassigned` and sample targets, `on_due: go` and reopening; the start is the first
    state. Never raises, whatever `read_definition` returned.
    """
    subject = Subject.of(definition)
    findings: dict[str, Finding] = {}
    for each in _CHECKS:
        for finding in each(subject):
            findings.setdefault(repr(finding), finding)
    return tuple(sorted(findings.values(), key=lambda finding: finding.check))


def check_text(text: str) -> tuple[Finding, ...]:
    """Return everything wrong with a definition file, faults of form included; empty when it is sound."""
    try:
        definition = read_definition(text)
    except NotADefinition as error:
        return error.findings
    return check(definition)
