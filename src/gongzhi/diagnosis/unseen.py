"""What a trained version knows of the rows it learnt from. Loads the model, so nothing on a page asks for it."""

from collections.abc import Iterable, Iterator, Mapping

from gongzhi.diagnosis.facts import Message


def rows_counted(digest: str) -> Mapping[str, Mapping[str, int]]:
    """Return how the rows a version learnt from were spread; empty where its file says nothing of it, or is gone."""
    from gongzhi.diagnosis.classifier.artefact import ArtefactError, loaded

    try:
        reference = loaded(digest).cards["model"].get("reference", {})
    except (ArtefactError, FileNotFoundError, KeyError):
        return {}
    return {str(name): dict(steps) for name, steps in reference.items()}


def unseen_shares(digest: str, messages: Iterable[Message]) -> Iterator[float]:
    """Yield, for each message, the share of its pairs of signs that are not in the vocabulary of a version."""
    from gongzhi.diagnosis.classifier.artefact import ArtefactError, loaded
    from gongzhi.diagnosis.classifier.reading import signs_of

    try:
        known = loaded(digest).known.columns[0]
    except (ArtefactError, FileNotFoundError):
        return
    for message in messages:
        signs = signs_of(message.text).signs
        pairs = {signs[place : place + 2] for place in range(len(signs) - 1)}
        if pairs:
            yield sum(pair not in known for pair in pairs) / len(pairs)
