"""Films: the same layout on every day, reproducible bytes, no leftover files."""

import io
import os
import signal
import stat
import subprocess
import sys

import pytest
from PIL import Image, ImageChops
from process_tree import LAST_RESORT_S, wait_until
from support import STARTER, run, scene_of

from frontline import publish
from frontline.errors import UsageError
from frontline.render.figure import render_frame
from frontline.render.series import film as animation
from frontline.render.series.processes import drawn, worth

SCENE = scene_of(STARTER)
DAYS = SCENE.dates[:4]


@pytest.fixture(scope="module")
def frames():
    return [render_frame(SCENE, day, size="social") for day in DAYS]


def open_picture(picture):
    return Image.open(io.BytesIO(picture)).convert("RGB")


def difference_box(before, after):
    """Return the bounding box in which two pictures differ."""
    return ImageChops.difference(open_picture(before), open_picture(after)).getbbox()


@pytest.mark.slow
def test_frames_differ_only_in_date_and_map(frames):
    assert {open_picture(frame).size for frame in frames} == {(1200, 675)}
    boxes = [difference_box(frames[0], frame) for frame in frames[1:]]
    assert all(boxes)
    legend = (36, 200, 380, 560)
    footer = (36, 570, 1164, 670)
    for frame in frames[1:]:
        for box in (legend, footer):
            parts = [open_picture(picture).crop(box) for picture in (frames[0], frame)]
            assert ImageChops.difference(*parts).getbbox() is None


@pytest.mark.slow
def test_a_layout_without_fixed_height_is_equally_high_on_every_day():
    sizes = {open_picture(render_frame(SCENE, day, size="print-column")).size for day in DAYS}
    assert len(sizes) == 1


@pytest.mark.slow
def test_a_gif_has_one_picture_per_day_in_the_colours_of_the_figure(frames):
    gif = animation.render_gif(frames, seconds=0.5)
    assert gif == animation.render_gif(frames, seconds=0.5)
    with Image.open(io.BytesIO(gif)) as film:
        assert (film.n_frames, film.info["loop"]) == (len(DAYS), 0)
        durations = []
        for number, frame in enumerate(frames):
            film.seek(number)
            durations.append(film.info["duration"])
            picture, reference = film.convert("RGB"), open_picture(frame)
            # Flat areas keep their colour exactly, edges of letters nearly.
            assert picture.getpixel((3, 3)) == reference.getpixel((3, 3)) == (255, 255, 255)
            differing = (
                ImageChops.difference(picture, reference)
                .convert("L")
                .point(lambda value: 255 * (value > 24))
            )
            assert differing.histogram()[255] < 0.005 * picture.width * picture.height
        assert durations == [500, 500, 500, 2000]


@pytest.mark.slow
def test_the_command_writes_a_film_of_the_requested_days(frames, tmp_path):
    args = ["--from", DAYS[1], "--to", DAYS[2], "--size", "social", "--seconds-per-day", "0.5"]
    result = run("animate", STARTER, "-o", tmp_path / "a.gif", *args)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.endswith("a.gif: 2 days\n")
    assert (tmp_path / "a.gif").read_bytes() == animation.render_gif(frames[1:3], seconds=0.5)
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["-o", "a.avi"], "unsupported file extension: use .gif, .mp4 or .webm"),
        (["-o", "a.gif", "--from", "2024-03-09", "--to", "2024-03-05"], "in this order"),
        (["-o", "a.gif", "--from", "2023-01-01"], "2024-03-04 to 2024-03-10"),
        (["-o", "a.gif", "--seconds-per-day", "0"], "between 0.04 and 60"),
        (["-o", "a.gif", "--size", "huge"], "huge"),
        (["-o", "a.gif", "--theme", "pink"], "pink"),
    ],
)
def test_wrong_usage_gives_one_line_and_no_file(args, line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("animate", STARTER, *args, "--workers", "1")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert line in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_ffmpeg_a_video_is_refused_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run("animate", STARTER, "-o", tmp_path / "a.mp4")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "ffmpeg was not found" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def fake_ffmpeg(tmp_path, monkeypatch):
    """Install a program named ffmpeg in the path that runs Python code."""

    def install(code):
        folder = tmp_path / "bin"
        folder.mkdir()
        program = folder / "ffmpeg"
        program.write_text(f"#!{sys.executable}\nimport sys\n{code}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)

    return install


def test_ffmpeg_receives_every_frame_and_options_for_reproducible_output(
    fake_ffmpeg, frames, tmp_path
):
    fake_ffmpeg(
        "import json\nframes = sys.stdin.buffer.read()\n"
        "open(sys.argv[-1], 'w').write(json.dumps([sys.argv, frames.count(b'IHDR')]))"
    )
    animation.film(frames, tmp_path / "a.mp4", seconds=0.5, fps=30)
    arguments = (tmp_path / "a.mp4").read_text()
    for words in ('"-framerate", "2/1"', '"+bitexact"', '"-threads", "1"', '"-r", "30"'):
        assert words in arguments
    assert arguments.endswith(f"{len(frames) + 4}]")  # the last frame stays 2 seconds longer


@pytest.mark.slow
def test_errors_of_ffmpeg_are_reported_in_one_line(fake_ffmpeg, frames, tmp_path):
    fake_ffmpeg("sys.stdin.buffer.read(9)\nsys.exit('Unknown encoder')")
    with pytest.raises(UsageError, match="ffmpeg failed: Unknown encoder"):
        publish.animate(SCENE, tmp_path / "a.mp4", DAYS, seconds=1, fps=25, size="social")
    assert [path.name for path in tmp_path.iterdir()] == ["bin"]


@pytest.mark.kill
def test_ctrl_c_leaves_no_files(tmp_path):
    out = tmp_path / "films"
    args = ["animate", str(STARTER), "-o", str(out / "a.gif"), "--workers", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "frontline", *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # A background process of a shell, and its children, would ignore the signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        text=True,
    )
    wait_until(lambda: out.is_dir() and list(out.iterdir()))
    os.killpg(process.pid, signal.SIGINT)  # to the whole process group, as a terminal does
    _, error = process.communicate(timeout=LAST_RESORT_S)
    assert (process.returncode, error) == (130, "frontline: stopped\n")
    assert list(out.iterdir()) == []


@pytest.mark.skipif(not animation.shutil.which("ffmpeg"), reason="ffmpeg is not installed")
@pytest.mark.parametrize("extension", ["mp4", "webm"])
def test_videos_by_ffmpeg_are_reproducible(extension, frames, tmp_path):
    for name in ("first", "second"):
        animation.film(frames[:2], tmp_path / f"{name}.{extension}", seconds=0.2, fps=10)
    first, second = (
        (tmp_path / f"{name}.{extension}").read_bytes() for name in ("first", "second")
    )
    assert first == second
    assert (b"ftyp" if extension == "mp4" else b"webm") in first[:64]


@pytest.mark.slow
def test_errors_in_worker_processes_are_raised():
    jobs = [{"date": DAYS[0], "size": "social"}, {"date": "1999-01-01"}]
    with pytest.raises(UsageError, match="1999-01-01"):
        list(drawn(SCENE, render_frame, jobs, 2))


@pytest.mark.parametrize(("jobs", "processes"), [(1, 1), (7, 1), (8, 2), (10_000, 3)])
def test_the_number_of_processes_depends_on_the_number_of_jobs(jobs, processes, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    assert worth(jobs) == processes
