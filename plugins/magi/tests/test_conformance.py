"""The conformance kit, applied to this distribution."""

from __future__ import annotations

from framehook.testing import PluginConformance


class TestMagi(PluginConformance):
    distribution = "framehook-magi"
    broken_rules = {
        "magi.start_frame_in_video": {"prompt": "", "video_url": "sample:video", "start_frame": 96},
        "magi.start_frame_default": {"prompt": "", "video_url": "sample:video"},
        "magi.start_frame_context": {"prompt": "", "video_url": "sample:video", "start_frame": 80},
        "magi.crop": {"prompt": "", "video_url": "sample:video", "aspect_ratio": "9:16"},
        "magi.auto_without_input": {"prompt": "A boat."},
        "magi.prompt_may_be_empty": {"prompt": "", "video_url": "sample:video"},
    }
