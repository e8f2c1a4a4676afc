"""
A batch that cannot spend more than it may.

Task: six drafts of a storyboard, one limit for all, and a ledger that outlives the program. Each
call has a key: run this again, and the jobs that are there are taken up and not paid again,
while those that the limit refused are sent as soon as it has room.
Makes: `spend.sqlite`, a video for each call that the limit allows, and the contact sheet
`08_batch_with_a_cap.png`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from _sheet import contact_sheet, folder

from framehook import Client, CostRefusedError, JobError
from framehook.ledger import SqliteLedger
from framehook.spi import Cap
from framehook_local import service
from framehook_pixverse import v6

SCENES = ["a harbour at dawn", "a train leaves", "rain", "a letter", "the road north", "the sea"]
LIMIT = Decimal("0.11")

here = folder()
# This machine bills nothing, so that no limit binds here; as a rehearsal it reserves like
# the hosted service, which would be Client(service="fal", ledger=ledger).
rehearsal = replace(service, bills=True)
ledger = SqliteLedger(here / "spend.sqlite")
ledger.set_caps([Cap("batch:storyboard", LIMIT)], datetime.now(UTC))

with Client(service=rehearsal, ledger=ledger) as client:
    jobs = {}
    for number, scene in enumerate(SCENES):
        call = v6.text_to_video(prompt=scene, resolution="360p", duration=1, seed=number)
        try:
            # The quote is reserved before the call is sent; max_cost holds for each alone.
            jobs[number] = client.submit(
                call, key=f"scene-{number}", batch="storyboard", max_cost="0.05"
            )
        except (CostRefusedError, JobError) as exc:
            print(f"{scene!r} was not sent: {exc.message}")
    reserved, spent = ledger.spending(datetime.now(UTC))["batch:storyboard"]
    print(f"{len(jobs)} jobs, {reserved} USD reserved, {spent} spent")

    made = [here / f"scene-{number}.mp4" for number in jobs]
    for job, target in zip(jobs.values(), made, strict=True):
        job.result(timeout=60).save(target, force=True)
    reserved, spent = ledger.spending(datetime.now(UTC))["batch:storyboard"]
    print(f"done: {reserved} USD reserved, {spent} spent, since this service bills nothing")
ledger.close()

contact_sheet(here / "08_batch_with_a_cap.png", *made, columns=4)
