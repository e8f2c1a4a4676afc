"""What the endpoints return."""

from __future__ import annotations

__all__ = ("EditedOutput", "LegacyOutput", "VaceOutput", "VideoFile")

from pydantic import Field

from framehook.spi import File, Output


class VideoFile(File):
    """
    A video of a result, with what the service says of it.

    Example:
        ```python
        video = VideoFile(url="https://cdn.example/a.mp4", num_frames=81)
        assert video.num_frames == 81 and video.fps is None
        ```
    """

    width: int | None = Field(default=None, description="Width in pixels.")
    height: int | None = Field(default=None, description="Height in pixels.")
    fps: float | None = Field(default=None, description="Frames per second.")
    duration: float | None = Field(default=None, description="Length in seconds.")
    num_frames: int | None = Field(default=None, description="How many frames it has.")


class VaceOutput(Output):
    """
    What the endpoints of VACE 14B and VACE Fun return.

    Example:
        ```python
        output = VaceOutput.model_validate({"video": {"url": "https://cdn.example/a.mp4"}})
        assert output.frames_zip is None
        ```
    """

    video: VideoFile = Field(description="The video.")
    prompt: str | None = Field(default=None, description="The prompt that was used.")
    seed: int | None = Field(default=None, description="The seed that was used.")
    frames_zip: File | None = Field(default=None, description="All frames, where asked for.")


class LegacyOutput(Output):
    """
    What the first two endpoints return.

    Example:
        ```python
        output = LegacyOutput.model_validate({"video": {"url": "https://cdn.example/a.mp4"}})
        assert output.seed is None
        ```
    """

    video: File = Field(description="The video.")
    seed: int | None = Field(default=None, description="The seed that was used.")


class EditedOutput(Output):
    """
    What the two applications return.

    Example:
        ```python
        output = EditedOutput.model_validate({"video": {"url": "https://cdn.example/a.mp4"}})
        assert output.files()[0][0] == "/video"
        ```
    """

    video: VideoFile = Field(description="The video.")
    frames_zip: File | None = Field(default=None, description="All frames, where asked for.")
