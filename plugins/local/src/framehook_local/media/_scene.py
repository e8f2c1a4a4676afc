"""A landscape that drifts by, for a draft of something that nobody has seen yet."""

from __future__ import annotations

__all__ = ("Scene",)

from collections.abc import Iterator
from colorsys import hls_to_rgb
from fractions import Fraction
from math import sin, tau
from random import Random

from av.filter.context import FilterContext
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from ._graph import link_chain, new_graph

_SMALL = 4
_HILLS = 3
_DISC = 96


class Scene:
    """
    A sky, a sun, clouds and three rows of hills, each passing at its own speed.

    Colours and shapes come from the seed alone, and every frame differs from the one
    before it.

    Example:
        >>> [frame.width for frame in Scene((64, 36), fps=Fraction(24), seed=7).frames(2)]
        [64, 64]
    """

    def __init__(self, size: tuple[int, int], *, fps: Fraction, seed: int) -> None:
        self._size = size
        self._fps = fps
        random = Random(seed)  # noqa: S311 - a seed asks for the same again, no secret
        hue = random.random()
        way = 1 if random.random() < 0.5 else -1
        graph = self._graph = new_graph()
        node = self._sky(random, hue)
        node = self._over(node, self._sun(hue), self._sun_path(random))
        for number in range(_HILLS):
            strip = self._hills(random, hue, number)
            speed = way * (0.035 + 0.06 * number) * size[0] / float(fps)
            shift = random.random() * size[0]
            # The strip repeats after one width, and is two widths long.
            node = self._over(node, strip, f"x='-mod({shift:.3f}+n*{speed:.4f}+9000*W,W)':y=0")
        self._sink = graph.add("buffersink")
        link_chain(graph, node, "format=yuv420p").link_to(self._sink)
        graph.configure()
        for source, picture in self._pictures:
            picture.pts, picture.time_base = 0, 1 / fps
            source.push(picture)
            source.push(None)

    def frames(self, count: int) -> Iterator[VideoFrame]:
        """Give the first frames, `yuv420p`, that nothing else holds."""
        for _ in range(count):
            frame = self._sink.pull()
            assert isinstance(frame, VideoFrame)
            yield frame

    _pictures: list[tuple[FilterContext, VideoFrame]]

    def _sky(self, random: Random, hue: float) -> FilterContext:
        self._pictures = []
        wide, high = (max(16, side // _SMALL) for side in self._size)
        colours = [
            _paint(hue + shift, strength, light)
            for shift, strength, light in ((0.0, 0.55, 0.32), (0.06, 0.5, 0.62), (0.14, 0.55, 0.84))
        ]
        shades = ":".join(
            f"c{index}=0x{bytes(colour).hex()}" for index, colour in enumerate(colours)
        )
        rate = f"{self._fps.numerator}/{self._fps.denominator}"
        sky = self._graph.add(
            "gradients",
            f"size={wide}x{high}:rate={rate}:nb_colors=3:{shades}:x0={wide // 2}:y0=0"
            f":x1={wide // 2}:y1={high}:speed=0.003:seed={random.randrange(1 << 30)}",
        )
        sky = link_chain(self._graph, sky, "format=gbrp")
        clouds = self._graph.add(
            "perlin",
            f"size={wide}x{high}:rate={rate}:octaves=4:persistence=0.55:xscale=2.2:yscale=5"
            f":tscale=0.5:random_mode=seed:random_seed={random.randrange(1 << 30)}",
        )
        clouds = link_chain(self._graph, clouds, "format=gbrp")
        mixed = self._graph.add("blend", "all_mode=softlight:all_opacity=0.8")
        sky.link_to(mixed, 0, 0)
        clouds.link_to(mixed, 0, 1)
        return link_chain(
            self._graph,
            mixed,
            f"scale={self._size[0]}:{self._size[1]}:flags=bicubic:out_color_matrix=bt709"
            f":out_range=limited,format=yuv420p",
        )

    def _sun(self, hue: float) -> VideoFrame:
        red, green, blue = _paint(hue + 0.16, 0.7, 0.93)
        side = _DISC
        data = bytearray()
        for y in range(side):
            for x in range(side):
                far = ((x + 0.5 - side / 2) ** 2 + (y + 0.5 - side / 2) ** 2) ** 0.5 / (side / 2)
                glow = 208 * max(0.0, 1 - far) ** 1.5
                body = min(1.0, max(0.0, (0.5 - far) * side / 3))
                data += bytes((red, green, blue, round(glow + (240 - glow) * body)))
        return _picture(data, side, side)

    def _sun_path(self, random: Random) -> str:
        across = 0.2 + 0.5 * random.random()
        pace = 0.012 / float(self._fps)
        return f"x='W*({across:.3f}+n*{pace:.6f})-w/2':y='H*({0.3:.2f}-n*{pace:.6f})-h/2'"

    def _hills(self, random: Random, hue: float, number: int) -> VideoFrame:
        """Draw a strip that fits to itself, two pictures wide, at a quarter of the size."""
        wide, high = (max(16, side // _SMALL) for side in self._size)
        base = 0.55 + 0.15 * number
        waves = [
            (turns, random.random() * tau, 0.11 / turns**0.8)
            for turns in (1, 2, 3, 5, 8 + 3 * number)
        ]
        tops = [
            high
            * (base + sum(much * sin(tau * times * x / wide + at) for times, at, much in waves))
            for x in range(wide)
        ]
        paint = _paint(hue + 0.45 + 0.05 * number, 0.4, 0.46 - 0.13 * number)
        rows = bytearray()
        for y in range(high):
            row = bytearray()
            for top in tops:
                cover = min(1.0, max(0.0, y + 1 - top))
                lit = 1 + 0.35 * min(1.0, max(0.0, 1 - (y - top) / (0.2 * high)))
                row += bytes(
                    (*(min(255, round(value * lit)) for value in paint), round(255 * cover))
                )
            rows += row * 2
        return _picture(rows, wide * 2, high)

    def _over(self, below: FilterContext, picture: VideoFrame, where: str) -> FilterContext:
        wide, high = self._size
        small = max(16, wide // _SMALL), max(16, high // _SMALL)
        if picture.width == _DISC and picture.height == _DISC:
            large = f"{round(min(wide, high) * 0.42)}:-1"
        else:
            large = f"{wide * 2 if picture.width == small[0] * 2 else wide}:{high}"
        source = self._graph.add_buffer(
            width=picture.width,
            height=picture.height,
            format=VideoFormat("rgba", picture.width, picture.height),
            time_base=1 / self._fps,
        )
        self._pictures.append((source, picture))
        above = link_chain(
            self._graph,
            source,
            f"scale={large}:flags=bicubic:out_color_matrix=bt709:out_range=limited,format=yuva420p",
        )
        overlay = self._graph.add("overlay", f"{where}:eof_action=repeat:format=yuv420")
        below.link_to(overlay, 0, 0)
        above.link_to(overlay, 0, 1)
        return overlay


def _paint(hue: float, strength: float, light: float) -> tuple[int, int, int]:
    red, green, blue = hls_to_rgb(hue % 1.0, light, strength)
    return round(red * 255), round(green * 255), round(blue * 255)


def _picture(data: bytearray, wide: int, high: int) -> VideoFrame:
    frame = VideoFrame(wide, high, "rgba")
    plane = frame.planes[0]
    padded = bytearray(plane.buffer_size)
    for row in range(high):
        start = row * plane.line_size
        padded[start : start + wide * 4] = data[row * wide * 4 : (row + 1) * wide * 4]
    plane.update(bytes(padded))
    return frame
