"""
One prompt, three shapes.

Task: the same video is needed for a website, a feed and a phone.
Makes: `wide.mp4`, `square.mp4`, `tall.mp4` and the contact sheet `03_three_aspect_ratios.png`.
"""

from __future__ import annotations

from _sheet import contact_sheet, folder

from framehook import Client
from framehook_pixverse import v6

SHAPES = {"wide": "16:9", "square": "1:1", "tall": "9:16"}

here = folder()
made = []
with Client(service="local") as client:
    for name, shape in SHAPES.items():
        call = v6.text_to_video(
            prompt="fog lifts off a lake", aspect_ratio=shape, resolution="360p", duration=1, seed=7
        )
        saved = client.run(call).save(here / f"{name}.mp4", force=True)
        print(f"{shape} is {saved.facts.size}, for {client.quote(call)}")
        made.append(here / f"{name}.mp4")

contact_sheet(here / "03_three_aspect_ratios.png", *made, columns=4)
