"""Which fields of an endpoint mean what, for whoever stands in for its model."""

from __future__ import annotations

__all__ = ("Draft",)


from ._record import record


@record(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    The roles of an endpoint's fields, from which a draft can be rendered.

    Number of frames, rate and size come from the endpoint's `expect`.

    Attributes:
        prompt: Field whose text is shown in the draft.
        source: Field of the video to start from.
        image: Field of the first picture.
        end_image: Field of the last picture.
        audio: Field of the sound to add.
        keep_before: Field with the index of the first frame that is not kept. With it,
            everything in `source` before that frame stands unchanged at the start.
        seed: Field that selects the draft's random choices.
        output: Key of the result that holds the video.
        ignores: Fields that change nothing in a draft; they are listed in the result.

    Example:
        ```python
        draft = Draft(prompt="prompt", image="image_url", seed="seed", ignores=("steps",))
        assert draft.source is None
        ```
    """

    prompt: str | None = "prompt"
    source: str | None = None
    image: str | None = None
    end_image: str | None = None
    audio: str | None = None
    keep_before: str | None = None
    seed: str | None = "seed"
    output: str = "video"
    ignores: tuple[str, ...] = ()
