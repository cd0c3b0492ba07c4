"""Pictures of days, one after the other → a film: a GIF, or MP4 and WebM by ffmpeg."""

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
"""For how long the last day stands, at least."""

_COLORS: Final = 255
_FREQUENT: Final = 400
_STEP: Final = 8
"""How many colours a GIF has, among how many of its first picture they are looked for first, and
how far apart they are in red, green or blue."""

_ENCODERS: Final = {
    "mp4": ["-c:v", "libx264", "-preset", "medium", "-crf", "18", "-movflags", "+faststart"],
    "webm": ["-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-deadline", "good"],
}
_SAME_BYTES: Final = [
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-threads", "1", "-map_metadata", "-1"),
]
_EVEN: Final = "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white"
"""The common form of video has colours for each two pixels, so both sizes are even."""


def film(frames: Iterable[bytes], path: Path, *, seconds: float, fps: int) -> None:
    """Write PNGs of one size as a film to a path, each shown for so many seconds.

    By the path's ending it is a GIF, or a video of so many pictures a second. The last stands
    for ``HOLD_S`` at least. Raises UsageError where ffmpeg is needed and missing, or fails.
    """
    if path.suffix == ".gif":
        path.write_bytes(render_gif(frames, seconds=seconds))
    else:
        _encode(frames, path, seconds, fps)


def ffmpeg() -> str:
    """Return where ffmpeg is; raises UsageError where it is not."""
    found = shutil.which("ffmpeg")
    if found is None:
        raise UsageError("ffmpeg was not found: install it for .mp4 and .webm, or make a .gif")
    return found


def render_gif(frames: Iterable[bytes], *, seconds: float) -> bytes:
    """Render PNGs of one size as a GIF that begins again at its end.

    All share the colours of the first, in which the legend has every class: nothing flickers.
    """
    pictures = (Image.open(io.BytesIO(frame)).convert("RGB") for frame in frames)
    first = next(pictures)
    colors = _palette(first)
    flat = [
        picture.quantize(palette=colors, dither=Image.Dither.NONE)
        for picture in chain([first], pictures)
    ]
    each = round(seconds * 1000)
    times = [each] * (len(flat) - 1) + [max(each, round(HOLD_S * 1000))]
    made = io.BytesIO()
    options = {"save_all": True, "append_images": flat[1:], "duration": times, "loop": 0}
    flat[0].save(made, "gif", optimize=False, **options)
    return made.getvalue()


def _palette(picture: Image.Image) -> Image.Image:
    """Return a palette: the most frequent colours as they are, and others between them.

    Of colours that are all but alike it has the most frequent: Pillow looks for the nearest one
    by coarse steps, and would take the other for it.
    """
    counted = picture.getcolors(picture.width * picture.height) or []
    often: list[Any] = sorted(counted, key=lambda one: (-one[0], one[1]))[:_FREQUENT]
    flat = picture.quantize(_COLORS, Image.Quantize.MAXCOVERAGE).getpalette() or []
    between = zip(flat[::3], flat[1::3], flat[2::3], strict=True)
    chosen: list[tuple[int, ...]] = []
    for rgb in chain((rgb for _, rgb in often), between):
        near = (max(abs(a - b) for a, b in zip(rgb, other, strict=True)) for other in chosen)
        if len(chosen) < _COLORS and min(near, default=_STEP) >= _STEP:
            chosen.append(rgb)
    palette = Image.new("P", (1, 1))
    palette.putpalette([*chain.from_iterable(chosen)])
    return palette


def _encode(frames: Iterable[bytes], path: Path, seconds: float, fps: int) -> None:
    """Hand the frames to ffmpeg, which is gone afterwards whatever happened."""
    rate = 1 / Fraction(seconds).limit_denominator(1000)
    command = [
        *(ffmpeg(), "-hide_banner", "-loglevel", "error", "-nostdin", "-y"),
        *("-f", "image2pipe", "-c:v", "png", "-framerate", f"{rate.numerator}/{rate.denominator}"),
        *("-i", "-", "-an", "-vf", _EVEN, "-r", str(fps), "-pix_fmt", "yuv420p"),
        *(*_ENCODERS[path.suffix.removeprefix(".")], *_SAME_BYTES, str(path)),
    ]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=said, bufsize=0)  # noqa: S603
        try:
            # Where the pipe breaks ffmpeg has stopped, and says why.
            with suppress(BrokenPipeError), process.stdin or said as pipe:
                for frame in _held(frames, seconds):
                    pipe.write(frame)
            failed = process.wait() != 0
        finally:
            process.kill()
            process.wait()
        if failed:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            raise UsageError(f"ffmpeg could not make it: {lines[-1] if lines else 'no reason'}")


def _held(frames: Iterable[bytes], seconds: float) -> Iterator[bytes]:
    """Yield the frames, and the last as often again as it has to stand."""
    frame = b""
    for frame in frames:
        yield frame
    for _ in range(round(HOLD_S / seconds)):
        yield frame
