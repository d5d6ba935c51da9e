"""Several photos in one form, with and without script: what is chosen, what is kept, what comes back.

A browser sends a chosen file once. So whatever else is wrong with a form, its good photos are kept on the
server (`photo_drafts`), their tokens stand in a hidden field or a draft, and each can be taken away again.
"""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gongzhi.kernel.refusals import Refused
from gongzhi.ui.photo_drafts import among, contents_of, drop_photo, keep_photo, kept_photo, tokens_in
from gongzhi.ui.photo_field import UNREADABLE
from gongzhi.ui.photos import MAX_BYTES, clean_photo, small_photo
from gongzhi.ui.words import refusal_sentence


@dataclass(frozen=True)
class Chosen:
    """What came with a request: clean photos, and a sentence for each file that is none."""

    photos: tuple[bytes, ...] = ()
    problems: tuple[str, ...] = ()


class _Files(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class PhotosField(forms.FileField):
    """Photos, optional. Its clean value is a `Chosen`: one bad file does not take the good ones with it."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Photos"),
            required=False,
            # Telephones turn their own formats into one of these when a page asks for them.
            widget=_Files(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True}),
        )

    def __deepcopy__(self, memo: Any) -> "PhotosField":
        """Say how many fit in the language of the form's reader."""
        found: PhotosField = super().__deepcopy__(memo)
        found.help_text = _(
            "At most %(limit)s, each JPEG, PNG or WebP up to 10 MB. Place and time a telephone stores inside "
            "are removed."
        ) % {"limit": limit()}
        return found

    def clean(self, data: Any, initial: Any = None) -> Chosen:
        photos, problems = [], []
        for number, file in enumerate(data or (), start=1):
            try:
                photos.append(clean_photo(file.read(MAX_BYTES + 1)) if file.size else _empty())
            except Refused as refused:
                problems.append(_named(number, file.name, refusal_sentence(refused.refusal)))
            except ValidationError as error:
                problems.append(_named(number, file.name, error.messages[0]))
        return Chosen(tuple(photos), tuple(problems))


class PicturesField(forms.CharField):
    """The tokens of the photos kept before, hidden."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)


class WithPhotos(forms.Form):
    """A form that takes photos beside its own fields, for steps that are sent at once."""

    photos = PhotosField()
    pictures = PicturesField()
    # What the photos of the request are: sent again, it is the same, also when they are with the case by now.
    sent = ""

    def received(self, *, at: datetime) -> bool:
        """Keep what was chosen; return True when the request only took a photo away again.

        Called once after validation: the form may come back, and a browser refills no file.
        """
        before = str(self.data.get("pictures", ""))
        tokens = take_in(self, before, at=at)
        self.sent = contents_of(f"{before} {tokens}")
        away = self.data.get("remove_photo")
        if away:
            tokens = take_away(tokens, str(away))
            self.errors.clear()
        data: Any = self.data.copy()  # type: ignore[attr-defined] # what a request brought can be copied
        data["pictures"] = self.cleaned_data["pictures"] = tokens
        self.data = data
        return bool(away)

    @property
    def kept(self) -> str:
        """Return the tokens of the photos kept so far."""
        return str(self.data.get("pictures", "")) if self.is_bound else ""

    def kept_small(self) -> list[dict[str, str]]:
        """Return the photos kept so far for ``ui/_photos_kept.html``."""
        return shown(self.kept)


def limit() -> int:
    """Return how many photos come with one report, addition or answer."""
    found: int = settings.GONGZHI_PHOTOS
    return found


def take_in(form: forms.Form, kept: str, *, at: datetime) -> str:
    """Keep the photos chosen in `form` beside those kept before, and return the tokens of all.

    Works also where something else is wrong. What cannot be kept is said at the field `photos`.
    """
    chosen: Chosen = form.cleaned_data.get("photos") or Chosen()
    tokens, left_out = tokens_in(kept), 0
    problems = list(chosen.problems)
    for photo in chosen.photos:
        if among(photo, tokens):
            continue
        if len(tokens) >= limit():
            left_out += 1
            continue
        try:
            tokens.append(keep_photo(photo, at=at))
        except Refused as refused:
            problems.append(refusal_sentence(refused.refusal))
            break
    if left_out:
        problems.append(_too_many(left_out))
    for problem in dict.fromkeys(problems):
        form.add_error("photos", problem)
    return " ".join(tokens)


def take_away(kept: str, token: str) -> str:
    """Forget one of the photos kept before and return the tokens of the others."""
    if token in kept.split():
        drop_photo(token)
    return " ".join(each for each in kept.split() if each != token)


def shown(kept: str) -> list[dict[str, str]]:
    """Return the photos kept before, small, for ``ui/_photos_kept.html``.

    They stand in the page itself: an address of a photo that is not sent yet would have to hold its token.
    """
    found = []
    for token in tokens_in(kept):
        try:
            photo = kept_photo(token)
        except Refused:
            photo = None  # the storage is silent just now; the photo is not lost
        small = "data:image/jpeg;base64," + b64encode(small_photo(photo)).decode() if photo else ""
        found.append({"token": token, "src": small})
    return found


def _empty() -> bytes:
    raise ValidationError(str(UNREADABLE))


def _named(number: int, name: str, sentence: str) -> str:
    return _("Photo %(number)s (%(name)s): %(sentence)s") % {
        "number": number,
        "name": name if len(name) <= 30 else f"{name[:20]}…{name[-8:]}",
        "sentence": sentence,
    }


def _too_many(left_out: int) -> str:
    return ngettext(
        "%(limit)s photos fit; %(n)s more was left out. Go on with these, or take one away and choose it again.",
        "%(limit)s photos fit; %(n)s more were left out. Go on with these, or take some away and choose again.",
        left_out,
    ) % {"limit": limit(), "n": left_out}
