"""
The same prompt, three models, at the same time.

Task: see which model does a scene best, without waiting for one after the other.
Makes: a video for each model and the contact sheet `09_several_models_at_once.png`.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from _sheet import contact_sheet, folder

from framehook import AsyncClient, Call
from framehook_animatediff import turbo
from framehook_ltx import text_to_video as ltx
from framehook_pixverse import v6

PROMPT = "a lighthouse in a storm"
CALLS: dict[str, Call] = {
    "ltx": ltx(prompt=PROMPT, resolution="480p", num_frames=25, seed=3),
    "pixverse": v6.text_to_video(prompt=PROMPT, resolution="360p", duration=1, seed=3),
    "animatediff": turbo.text_to_video(prompt=PROMPT, num_frames=16, seed=3),
}


async def make(client: AsyncClient, name: str, call: Call, here: Path) -> Path:
    """Check, run and save one call."""
    quote = await client.quote(call)
    result = await client.run(call)
    saved = await result.save(here / f"{name}.mp4", force=True)
    print(f"{name}: {saved.facts.frames} frames of {saved.facts.size}, elsewhere {quote}")
    return here / f"{name}.mp4"


async def main() -> None:
    """Run all of them; one that fails does not stop the others."""
    here = folder()
    async with AsyncClient(service="local") as client:
        tasks = [make(client, name, call, here) for name, call in CALLS.items()]
        made = await asyncio.gather(*tasks, return_exceptions=True)
    for failure in made:
        if isinstance(failure, BaseException):
            print("failed:", failure)
    good = [path for path in made if isinstance(path, Path)]
    contact_sheet(here / "09_several_models_at_once.png", *good, columns=4)


asyncio.run(main())
