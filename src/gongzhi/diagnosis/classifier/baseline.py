"""The best plain model of earlier measurements, to be compared with on the same parts of a file.

Pieces of one to three signs of body and title apart and words of one and two, each by TF-IDF, then a linear support
vector machine with C = 0.5. Its words are those our own lexicon cuts.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from gongzhi.diagnosis.classifier.features import Page, page_of
from gongzhi.diagnosis.classifier.lexicon import cut, learn_words
from gongzhi.diagnosis.facts import Labelled


def said_by_baseline(learnt: Sequence[Labelled], right: np.ndarray, asked: Sequence[Labelled]) -> np.ndarray:
    """Learn from the first rows and return what is said of the others."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    pages = [[page_of(row.title, row.text) for row in rows] for rows in (learnt, asked)]
    lexicon = learn_words([page.body.signs for page in pages[0]], 5)
    signs: dict[str, Any] = {"analyzer": "char", "ngram_range": (1, 3)}
    words: dict[str, Any] = {
        "tokenizer": lambda text: cut(text, lexicon),
        "token_pattern": None,
        "ngram_range": (1, 2),
    }
    learnt_parts, asked_parts = [], []
    for pick, how in ((_body, signs), (_title, signs), (_whole, words)):
        tfidf = TfidfVectorizer(sublinear_tf=True, min_df=2, dtype=np.float32, lowercase=False, **how)
        learnt_parts.append(tfidf.fit_transform([pick(page) for page in pages[0]]))
        asked_parts.append(tfidf.transform([pick(page) for page in pages[1]]))
    machine = LinearSVC(C=0.5).fit(hstack(learnt_parts).tocsr(), right)
    found: np.ndarray = machine.predict(hstack(asked_parts).tocsr())
    return found


def _body(page: Page) -> str:
    return page.body.signs


def _title(page: Page) -> str:
    return page.title.signs


def _whole(page: Page) -> str:
    return page.title.signs + "。" + page.body.signs
