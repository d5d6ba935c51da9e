"""A model as one file: arrays and one JSON text in the safetensors format, named by the SHA-256 of its bytes.

Nothing in such a file is ever run. A file that is damaged, or not one of these, is refused before anything is made of
it.
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from time import perf_counter
from typing import Any

import numpy as np

from gongzhi.diagnosis.classifier.calibration import Calibration
from gongzhi.diagnosis.classifier.features import PARTS, Vocabulary, vocabulary
from gongzhi.diagnosis.classifier.model import Level, Model

FORMAT, VERSION = "gongzhi.classifier", 2
BIGGEST = 50 * 1024 * 1024
FOLDER = "models/"  # in the storage
_KEPT = 3  # models at a time in one process


class ArtefactError(ValueError):
    """A file is no model of this kind. `code`: FOREIGN, VERSION, BROKEN, BIG, DIGEST (not the bytes it is named by)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def written(model: Model) -> bytes:
    """Return the bytes of a model: the same for the same model."""
    from safetensors.numpy import save

    arrays: dict[str, np.ndarray] = {
        "lexicon.words": _packed(list(model.known.lexicon)),
        "lexicon.shares": np.array(list(model.known.lexicon.values()), dtype=np.float32),
    }
    for part, terms, rarity in zip(PARTS, model.known.terms, model.known.rarity, strict=True):
        arrays |= {f"{part.name}.terms": _packed(terms), f"{part.name}.rarity": rarity.astype(np.float32)}
    for place, level in enumerate(model.levels):
        arrays |= {
            f"level{place}.weights": np.ascontiguousarray(level.weights, dtype=np.float16),
            f"level{place}.base": level.base.astype(np.float64),
            f"level{place}.mixing": np.ascontiguousarray(level.calibration.mixing, dtype=np.float64),
            f"level{place}.shift": level.calibration.shift.astype(np.float64),
        }
        if level.columns is not None:
            arrays[f"level{place}.columns"] = level.columns.astype(np.int32)
    told = {
        "format": FORMAT,
        "version": VERSION,
        "sure_from": model.sure_from,
        "levels": [
            {"paths": level.paths, "covered": [[path, share] for path, share in level.covered.items()]}
            for level in model.levels
        ],
        "cards": model.cards,
    }
    # One key alone: with several their order would change from one process to the next.
    return save(arrays, {"gongzhi": json.dumps(told, ensure_ascii=False, sort_keys=True)})


def read(data: bytes) -> Model:
    """Return the model in a file. Raises ArtefactError where it is none."""
    if len(data) > BIGGEST:
        raise ArtefactError("BIG")
    told = _told(data)
    try:
        from safetensors.numpy import load

        arrays = load(data)
        known = _vocabulary(arrays)
        levels = tuple(_level(arrays, place, each, known) for place, each in enumerate(told["levels"]))
        sure_from = told["sure_from"]
        _need(bool(levels) and (sure_from is None or 0 <= float(sure_from) <= 1))
        return Model(known, levels, sure_from, dict(told["cards"]))
    except ArtefactError:
        raise
    except Exception:  # whatever a foreign file brings, it is no model
        raise ArtefactError("BROKEN") from None


def digest_of(data: bytes) -> str:
    """Return the name of a file of these bytes."""
    return hashlib.sha256(data).hexdigest()


_models: OrderedDict[str, Model] = OrderedDict()
_seconds: dict[str, float] = {}
_lock = Lock()


def loaded(digest: str, fetch: Callable[[str], bytes] | None = None) -> Model:
    """Return the model of a digest, from this process or the storage; the bytes must match the digest.

    Raises ArtefactError where they do not, FileNotFoundError where there are none.
    """
    with _lock:
        if digest in _models:
            _models.move_to_end(digest)
            return _models[digest]
    began = perf_counter()
    data = (fetch or _stored)(digest)
    if digest_of(data) != digest:
        raise ArtefactError("DIGEST")
    model = read(data)
    with _lock:
        _models[digest] = model
        _seconds[digest] = perf_counter() - began
        while len(_models) > _KEPT:
            _seconds.pop(_models.popitem(last=False)[0], None)
    return model


def seconds_to_load(digest: str) -> float | None:
    """Return how long it took to load a model that is in this process."""
    return _seconds.get(digest)


def keep(data: bytes) -> str:
    """Put the bytes of a model into the storage, once, and return its digest."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    digest = digest_of(data)
    if not default_storage.exists(FOLDER + digest):
        default_storage.save(FOLDER + digest, ContentFile(data))
    return digest


def _stored(digest: str) -> bytes:
    from django.core.files.storage import default_storage

    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ArtefactError("DIGEST")
    with default_storage.open(FOLDER + digest, "rb") as file:
        return bytes(file.read(BIGGEST + 1))


def _told(data: bytes) -> dict[str, Any]:
    """Return the JSON text of a file, read by hand: the library hands it out for files on disk only."""
    try:
        size = int.from_bytes(data[:8], "little")
        head = json.loads(data[8 : 8 + size]) if 2 <= size <= len(data) - 8 else {}
        told = json.loads(head["__metadata__"]["gongzhi"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ArtefactError("FOREIGN") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise ArtefactError("FOREIGN")
    if told.get("version") != VERSION:
        raise ArtefactError("VERSION")
    return told


def _vocabulary(arrays: Mapping[str, np.ndarray]) -> Vocabulary:
    words = _unpacked(arrays["lexicon.words"])
    shares = _finite(arrays["lexicon.shares"])
    terms = [_unpacked(arrays[f"{part.name}.terms"]) for part in PARTS]
    rarity = [_finite(arrays[f"{part.name}.rarity"]).astype(np.float64) for part in PARTS]
    _need(len(words) == len(shares))
    _need(
        all(
            len(part) == len(rare) and bool((rare > 0).all())
            for part, rare in zip(terms, rarity, strict=True)
        )
    )
    return vocabulary(dict(zip(words, shares.tolist(), strict=True)), terms, rarity)


def _level(arrays: Mapping[str, np.ndarray], place: int, told: Mapping[str, Any], known: Vocabulary) -> Level:
    paths = tuple(tuple(map(str, path)) for path in told["paths"])
    weights = _finite(arrays[f"level{place}.weights"])
    columns = arrays.get(f"level{place}.columns")
    height = known.width() if columns is None else len(columns)
    classes = len(paths)
    mixing, shift = _finite(arrays[f"level{place}.mixing"]), _finite(arrays[f"level{place}.shift"])
    base = _finite(arrays[f"level{place}.base"])
    _need(classes > 0 and weights.shape == (height, classes) and base.shape == shift.shape == (classes,))
    _need(mixing.shape == (classes, classes) and len(set(paths)) == classes)
    _need(all(len(path) == place + 1 for path in paths))
    if columns is not None:
        _need(
            bool((np.diff(columns) > 0).all())
            and (not height or 0 <= columns[0] <= columns[-1] < known.width())
        )
    covered = {tuple(map(str, path)): float(share) for path, share in told["covered"]}
    return Level(paths, weights, base, Calibration(mixing, shift), columns, covered)


def _need(holds: bool) -> None:
    if not holds:
        raise ArtefactError("BROKEN")


def _finite(values: np.ndarray) -> np.ndarray:
    _need(bool(np.isfinite(values).all()))
    return values


def _packed(terms: Sequence[str]) -> np.ndarray:
    """Return terms as bytes; no term holds a line break."""
    return np.frombuffer("\n".join(terms).encode(), dtype=np.uint8)


def _unpacked(packed: np.ndarray) -> list[str]:
    text = packed.astype(np.uint8).tobytes().decode()
    return text.split("\n") if text else []
