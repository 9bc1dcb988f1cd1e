"""All complete sets of answers to the questions of a domain."""

from collections.abc import Iterator, Mapping

from synthesis.appraisal.tools.signalling import Signalled, unanswered


def every_path(domain: Signalled, given: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """Each question that is asked, with each answer that it allows."""
    given = dict(given or {})
    still = unanswered(domain, given)
    if not still:
        yield given
        return
    allowed = next(question.answers for question in domain.questions if question.number == still[0])
    for answer in allowed:
        yield from every_path(domain, given | {still[0]: answer})
