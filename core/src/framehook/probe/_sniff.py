"""What a file is, by its first bytes."""

from __future__ import annotations

__all__ = ("sniff",)

_PLAYLISTS = (
    b"#extm3u",
    b"#ext-x-",
    b"#extinf",
    b"<?xml",
    b"<mpd",
    b"<smil",
    b"<asx",
    b"<smoothstreamingmedia",
    b"[playlist]",
    b"[reference]",
    b"ffconcat",
    b"rtsptext",
    b"v=0\r\n",
    b"v=0\n",
)
_PAGES = (b"<!doctype", b"<html")
_STILL_BRANDS = {
    b"heic": "heif",
    b"heix": "heif",
    b"hevc": "heif",
    b"hevx": "heif",
    b"mif1": "heif",
    b"msf1": "heif",
    b"avif": "avif",
    b"avis": "avif",
}
_QUICKTIME = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_FRAGMENT = (b"styp", b"sidx", b"moof")
_MAGIC = (
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"PK\x03\x04", "zip"),
    (b"FLV\x01", "flv"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\x00\x00\x01\xba", "mpeg"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
)
_RIFF = {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}


def sniff(head: bytes) -> str | None:
    """
    Name the container that begins with `head`, never minding what the file is called.

    Args:
        head: The first bytes of the file. 4096 are enough for everything.

    Returns:
        A container of `Facts`, or a name for what cannot be probed: `playlist` for a
        text that makes a player open other files, `html`, `avi`, `ogg`, `flac`, `flv`,
        `mpeg`, `mpegts`, `asf`, `bmp`, `tiff`, `heif`, `avif`, `zip`. `None` if it is
        none of these.
    """
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head[:4] in (b"RIFF", b"RF64"):
        return _RIFF.get(head[8:12])
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "webm" if b"\x42\x82\x84webm" in head[:256] else "mkv"
    return _boxes(head) or _text(head) or _packets(head)


def _boxes(head: bytes) -> str | None:
    kind = head[4:8]
    if kind == b"ftyp":
        brand = head[8:12]
        return _STILL_BRANDS.get(brand) or ("mov" if brand == b"qt  " else "mp4")
    if kind in _QUICKTIME:
        return "mov"
    return "mp4" if kind in _FRAGMENT else None


def _text(head: bytes) -> str | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(_PLAYLISTS):
        return "playlist"
    return "html" if text.startswith(_PAGES) else None


def _packets(head: bytes) -> str | None:
    """Formats that repeat a mark every so often instead of beginning with one."""
    if head[:1] == b"\x47" and head[188:189] == b"\x47":
        return "mpegts"
    if len(head) < 3 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    bitrate, rate, version = head[2] >> 4, head[2] >> 2 & 3, head[1] >> 3 & 3
    return "mp3" if 0 < bitrate < 15 and rate != 3 and version != 1 else None
