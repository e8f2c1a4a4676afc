"""
The small work around a video: no model needed.

Task: bring a sound to the loudness of a broadcaster, put it under a clip, and get what an editor
wants to see: the first, middle and last frame, the shape of the sound, the facts.
Makes: `finished.mp4`, three images, `report.json` and the contact sheet `10_media_pipeline.png`.
"""

from __future__ import annotations

import json

from _sheet import contact_sheet, first_clip, folder

from framehook import Client
from framehook.testing import make_wav
from framehook_ffmpeg_api import extract_frame, loudnorm, merge_audio_video, metadata, waveform

here = folder()
clip, sound = first_clip(here / "clip.mp4"), here / "sound.wav"
sound.write_bytes(make_wav(1.5, tone=330))

with Client(service="local") as client:
    even = client.run(loudnorm(audio_url=sound, integrated_loudness=-23, print_summary=True))
    whole = client.run(
        merge_audio_video(video_url=clip, audio_url=even.output.audio, start_offset=0.25)
    )
    whole.save(here / "finished.mp4", force=True)
    video = whole.output.video
    stills = []
    for which in ("first", "middle", "last"):
        still = client.run(extract_frame(video_url=video, frame_type=which))
        still.save(here / f"{which}.png", force=True)
        stills.append(here / f"{which}.png")
    shape = client.run(waveform(media_url=video, points_per_second=8)).output
    media = client.run(metadata(media_url=video)).output.media

summary = even.output.summary
report = {
    "loudness": summary.output_integrated if summary else None,
    "seconds": media.duration,
    "codec": media.codec,
    "waveform": shape.waveform,
}
(here / "report.json").write_text(json.dumps(report, indent=2), encoding="utf-8")
print(f"{report['seconds']} s, {report['loudness']} LUFS")
most = max(map(abs, shape.waveform))
print("".join(" .:-=+*#%@"[round(9 * abs(point) / most)] for point in shape.waveform))
contact_sheet(here / "10_media_pipeline.png", stills)
