"""How much of a message a trained version has never seen. Loads the model, so nothing on a page asks for it."""

from collections.abc import Iterable, Iterator

from gongzhi.diagnosis.facts import Message


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
