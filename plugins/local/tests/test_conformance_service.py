"""The local service keeps the contract of every service, as far as it has another side."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from framehook.testing import ServiceConformance
from framehook_local import LocalService

NOBODY_BETWEEN = (
    "The other side is a folder on this machine, read by the same process and installed with the "
    "service: nothing in between answers in its place, and it has no words of tomorrow."
)


class TestLocal(ServiceConformance):
    """The service, with the family of these tests on it; its time is that of this machine."""

    arguments = {"act": "write"}
    failing = {"act": "refuse"}
    word_at = "/state"
    # Jobs are real here, and take their time; that the other colour is told the same is a test.
    colours = ("blocking",)
    exemptions = dict.fromkeys(
        (
            "test_a_busy_service_is_asked_later",
            "test_reads_are_tried_again[blocking-half the JSON]",
            "test_an_unknown_word_is_an_error",
            "test_nonsense_is_a_typed_error",
            "test_an_early_404_is_no_end",
            "test_reading_an_answer_changes_nothing",
        ),
        NOBODY_BETWEEN,
    )

    @pytest.fixture(autouse=True)
    def _family(self, bench):
        import fh_family

        self.endpoint = fh_family.task
        self.lasting = {"act": "gate", "place": str(bench.gate())}

    def clock(self):
        return None

    @contextmanager
    def start(self):
        yield LocalService
