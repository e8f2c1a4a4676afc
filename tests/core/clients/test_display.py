"""What notebooks show."""

from __future__ import annotations

import base64
from typing import Any

from dream import dream

from framehook.registry import Registry
from framehook.spi import File, Quote
from framehook.testing import ScriptedService, acts, make_mp4


def test_a_small_result_plays_inline(make_client: Any, framehook_clock: Any) -> None:
    """A file that only the service can read is brought into the page; others are linked."""
    clip = make_mp4(frames=3)
    service = ScriptedService([acts.succeeded(files={"video.mp4": clip})], clock=framehook_clock)
    client = make_client(service=service)
    html = client.run(dream(prompt="x")).inner._repr_html_()
    assert "my-team/dream, on scripted" in html
    if type(client.inner).__name__ == "Client":
        assert '<video controls loop src="data:video/mp4;base64,' in html
        assert base64.b64encode(clip).decode() in html
    else:
        assert "save it to look at it" in html


def test_what_cannot_be_shown_says_so(make_client: Any, framehook_clock: Any) -> None:
    """A file that is gone, a large one and a result without files do no harm."""
    service = ScriptedService(
        [acts.succeeded(files={"video.mp4": b"x"})],
        downloads=[acts.missing()],
        clock=framehook_clock,
    )
    html = make_client(service=service).run(dream(prompt="x")).inner._repr_html_()
    assert "no longer has" in html or "save it" in html
    large = {"video": {"url": "https://x.example/a.mp4", "file_size": 10**9}}
    service = ScriptedService([acts.succeeded(large)], clock=framehook_clock)
    html = make_client(service=service).run(dream(prompt="x")).inner._repr_html_()
    assert '<a href="https://x.example/a.mp4">' in html
    service = ScriptedService([acts.succeeded({"note": 1})], clock=framehook_clock)
    html = make_client(service=service).run_raw("a/b", {}).inner._repr_html_()
    assert html == "<p>a/b, on scripted</p>"


def test_issues_and_quotes_are_tables(make_client: Any) -> None:
    """What a check found stands in a table, harmless whatever it says."""
    client = make_client(registry=Registry.of(dream))
    html = client.check(dream(prompt="<B>"))._repr_html_()
    assert "<td>dream.loud</td>" in html
    assert "$2.40" in html
    assert "No issues." in client.check(dream(prompt="x"))._repr_html_()
    assert Quote(basis="<i>")._repr_html_() == "<p>unknown: &lt;i&gt;</p>"


def test_files_show_themselves() -> None:
    """Videos, sounds and pictures are shown, other files are linked."""
    url = 'https://x.example/a?b="c'
    assert "<video" in File(url=url, content_type="video/mp4")._repr_html_()
    assert "<audio" in File(url=url, content_type="audio/wav")._repr_html_()
    assert "<img" in File(url=url, content_type="image/png")._repr_html_()
    html = File(url=url, file_name="a<b")._repr_html_()
    assert html == '<a href="https://x.example/a?b=&quot;c">a&lt;b</a>'
