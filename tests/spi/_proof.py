"""What a type checker has to agree with: each of these is a service, with these powers."""

from __future__ import annotations

from _comfy import Comfy
from _multipart import Multipart
from _replicate import Replicate
from _runway import Runway
from _veo import Veo

from framehook.spi import FileStore, Finds, Notifies, Queue, Service

replicate = Replicate("r8_token")
comfy = Comfy({})
services: tuple[Service, ...] = (
    replicate,
    Runway("key"),
    Veo("project", "refresh"),
    Multipart("key"),
    comfy,
)
one_by_one: Service = replicate
queue: Queue = replicate.queue
files: FileStore = replicate.files
notifies: Notifies = replicate.queue
finds: Finds = comfy.queue
