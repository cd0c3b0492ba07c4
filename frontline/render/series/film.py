"""Pictures in order → a film: a GIF, or MP4 and WebM by ffmpeg."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any, Final

from PIL import Image

from frontline.errors import UsageError

FORMATS: Final = ("gif", "mp4", "webm")

HOLD_S: Final = 2.0
"""Minimum number of seconds for the last frame."""

_COLORS: Final = 255
"""Number of colours in a GIF."""

_CANDIDATES: Final = 400
"""Number of the first picture's most frequent colours that are considered."""

_MIN_DIFFERENCE: Final = 8
"""Minimum difference between two colours in red, green or blue."""

_ENCODERS: Final = {
    "mp4": ["-c:v", "libx264", "-preset", "medium", "-crf", "18", "-movflags", "+faststart"],
    "webm": ["-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-deadline", "good"],
}
_SAME_BYTES: Final = [
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-threads", "1", "-map_metadata", "-1"),
]
_EVEN: Final = "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white"
"""Video with subsampled colour (4:2:0) needs an even width and height."""


def film(frames: Iterable[bytes], path: Path, *, seconds: float, fps: int) -> None:
    """Write pictures as a film that shows the last one for at least ``HOLD_S``.

    Parameters
    ----------
    frames : iterable of bytes
        PNGs of one size.
    path : Path
        File to write; its extension, ``.gif``, ``.mp4`` or ``.webm``, decides the format.
    seconds : float
        Seconds for which each picture is shown.
    fps : int
        Frame rate of a video.

    Raises
    ------
    UsageError
        If ffmpeg, which videos need, is missing or fails.
    """
    if path.suffix == ".gif":
        path.write_bytes(render_gif(frames, seconds=seconds))
    else:
        _encode(frames, path, seconds, fps)


def ffmpeg() -> str:
    """Return the path of ffmpeg; raises UsageError if it is not installed."""
    path = shutil.which("ffmpeg")
    if path is None:
        raise UsageError("ffmpeg was not found: install it for .mp4 and .webm, or make a .gif")
    return path


def render_gif(frames: Iterable[bytes], *, seconds: float) -> bytes:
    """Render pictures as a GIF that repeats.

    All frames share the palette of the first, whose legend has every class, so nothing flickers.

    Parameters
    ----------
    frames : iterable of bytes
        PNGs of one size.
    seconds : float
        Seconds for which each picture is shown; the last for at least ``HOLD_S``.

    Returns
    -------
    bytes
        The GIF.
    """
    pictures = (Image.open(io.BytesIO(frame)).convert("RGB") for frame in frames)
    first = next(pictures)
    colors = _palette(first)
    indexed = [
        picture.quantize(palette=colors, dither=Image.Dither.NONE)
        for picture in chain([first], pictures)
    ]
    frame_ms = round(seconds * 1000)
    times_ms = [frame_ms] * (len(indexed) - 1) + [max(frame_ms, round(HOLD_S * 1000))]
    file = io.BytesIO()
    options = {"save_all": True, "append_images": indexed[1:], "duration": times_ms, "loop": 0}
    indexed[0].save(file, "gif", optimize=False, **options)
    return file.getvalue()


def _palette(picture: Image.Image) -> Image.Image:
    """Return a palette of the most frequent colours, unchanged, and further ones between them.

    Of nearly equal colours only the most frequent is kept: Pillow's coarse search for the nearest
    colour would confuse them.
    """
    counts = picture.getcolors(picture.width * picture.height) or []
    frequent: list[Any] = sorted(counts, key=lambda pair: (-pair[0], pair[1]))[:_CANDIDATES]
    channels = picture.quantize(_COLORS, Image.Quantize.MAXCOVERAGE).getpalette() or []
    additional = zip(channels[::3], channels[1::3], channels[2::3], strict=True)
    chosen: list[tuple[int, ...]] = []
    for rgb in chain((rgb for _, rgb in frequent), additional):
        differences = (max(abs(a - b) for a, b in zip(rgb, other, strict=True)) for other in chosen)
        if len(chosen) < _COLORS and min(differences, default=_MIN_DIFFERENCE) >= _MIN_DIFFERENCE:
            chosen.append(rgb)
    palette = Image.new("P", (1, 1))
    palette.putpalette([*chain.from_iterable(chosen)])
    return palette


def _encode(frames: Iterable[bytes], path: Path, seconds: float, fps: int) -> None:
    """Pipe the frames to ffmpeg, and end its process in any case."""
    rate = 1 / Fraction(seconds).limit_denominator(1000)
    command = [
        *(ffmpeg(), "-hide_banner", "-loglevel", "error", "-nostdin", "-y"),
        *("-f", "image2pipe", "-c:v", "png", "-framerate", f"{rate.numerator}/{rate.denominator}"),
        *("-i", "-", "-an", "-vf", _EVEN, "-r", str(fps), "-pix_fmt", "yuv420p"),
        *(*_ENCODERS[path.suffix.removeprefix(".")], *_SAME_BYTES, str(path)),
    ]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=log, bufsize=0)  # noqa: S603
        try:
            # A broken pipe means that ffmpeg has stopped; its log says why.
            with suppress(BrokenPipeError), process.stdin or log as pipe:
                for frame in _with_held_end(frames, seconds):
                    pipe.write(frame)
            failed = process.wait() != 0
        finally:
            process.kill()
            process.wait()
        if failed:
            log.seek(0)
            lines = log.read().decode(errors="replace").strip().splitlines()
            raise UsageError(f"ffmpeg failed: {lines[-1] if lines else 'it gave no reason'}")


def _with_held_end(frames: Iterable[bytes], seconds: float) -> Iterator[bytes]:
    """Yield the frames, then repeat the last for ``HOLD_S``."""
    frame = b""
    for frame in frames:
        yield frame
    for _ in range(round(HOLD_S / seconds)):
        yield frame
