"""The benchmarks measure what they claim, tested on a few days and synthetic pages."""

import io
import json
import re
import statistics
import subprocess
import sys
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import cdn
import daily
import opening
import page

BENCHMARKS = Path(page.__file__).parent


def vertices(content):
    geometry = json.loads(content)["features"][0]["geometry"]
    return {tuple(xy) for polygon in geometry["coordinates"] for ring in polygon for xy in ring}


@pytest.mark.slow
def test_the_synthetic_archive_is_as_redundant_as_a_real_one():
    days = list(daily.make(160))
    contents = [content for _, content in days]
    repeated = sum(content in contents[:number] for number, content in enumerate(contents))
    assert 0.1 < repeated / len(days) < 0.2
    known_vertices, new_counts = vertices(contents[0]), []
    for content in contents[1:]:
        new_counts.append(len(vertices(content) - known_vertices))
        known_vertices |= vertices(content)
    assert 10 <= statistics.median(new_counts) <= 16
    size = statistics.mean(map(len, contents)) * (daily.DAYS - len(daily.MISSING))
    assert 55e6 < size < 65e6
    assert days[:20] == list(daily.make(20))


def test_days_are_read_from_a_folder_or_a_tar(tmp_path):
    daily.write(tmp_path / "days.tar.xz", 3)
    (tmp_path / "days").mkdir()
    for day, content in daily.make(3):
        (tmp_path / "days" / f"map_{day:%Y%m%d}.geojson").write_bytes(content)
    read = list(daily.read(tmp_path / "days.tar.xz"))
    assert read == list(daily.read(tmp_path / "days")) == list(daily.make(3))


@pytest.mark.slow
def test_the_comparison_without_a_browser_measures_its_own_pages():
    args = ["archive.py", "--days=4", "--runs=1", "--skip-browser", "--only=ours,timeline"]
    result = subprocess.run(
        [sys.executable, *args], cwd=BENCHMARKS, capture_output=True, text=True, check=True
    )
    rows = {
        cells[0]: cells[1:]
        for line in result.stdout.splitlines()
        if (cells := re.split("  +", line))
    }
    ours, theirs, ratio = rows["finished HTML, bytes"]
    ours, theirs = (int(cell.replace(",", "")) for cell in (ours, theirs))
    assert theirs > sum(len(content) for _, content in daily.make(4)) > ours > 100_000
    assert ratio == f"1/{theirs / ours:.1f}"
    inlined = rows["front data as inlined, bytes"]
    assert 1000 < int(inlined[0].replace(",", "")) < ours and inlined[1] == "–"
    for row in rows["archive on disk to HTML on disk, s"], rows["— its peak memory, MB"]:
        assert all(float(cell) > 0 for cell in row[:2])
    assert "4 days, medians of 1" in result.stdout


def write_package(path, **files):
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(f"package/dist/{name.replace('_', '.')}")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def test_files_from_a_cdn_are_replaced_by_local_copies(tmp_path):
    write_package(tmp_path / "some-lib@1.2.3.tgz", lib_js=b"run()", lib_css=b"p {}")
    base_url = "https://cdn.example/npm/some-lib@1.2.3/dist/"
    original = tmp_path / "peer.html"
    original.write_text(
        f'<script src="{base_url}lib.min.js"></script>'
        f'<link rel="stylesheet" href="{base_url}lib.css"/>'
        '<link rel="stylesheet" href="https://cdn.example/icons.css"/>'
        '<a href="https://example.org">a link</a>'
    )
    local, size = cdn.localise(original, tmp_path)
    links = re.findall(r'(?:src|href)="([^"]+)"', local.read_text())
    assert links[3] == "https://example.org"
    contents = [(local.parent / link).read_bytes() for link in links[:3]]
    assert contents == [b"run()", b"p {}", b""]
    assert size == len(b"run()") + len(b"p {}")
    assert base_url in original.read_text()


def test_a_page_with_an_unavailable_script_is_not_measured(tmp_path):
    original = tmp_path / "peer.html"
    original.write_text('<script src="https://cdn.example/unknown.js"></script>')
    with pytest.raises(cdn.NotHadError, match=r"unknown\.js is in no npm package"):
        cdn.localise(original, tmp_path)


PAGE = """<!DOCTYPE html><div class="folium-map" style="height: 99px"></div><script>
const burn = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
window.kept = Array.from({ length: 500000 }, (_, i) => ({ i }));
setTimeout(() => { burn(120); window.go = (day) => { STEP }; }, 200);
</script>"""
DAYS = [f"2024-05-{day:02}" for day in range(1, 9)]


def in_thread(measure, *args):
    """Measure in another thread: this one may already run the shared browser of the tests."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(measure, *args).result()


def measured(tmp_path, step, ready="window.go", open_ms=page.Setting.open_ms):
    path = tmp_path / "page.html"
    path.write_text(PAGE.replace("STEP", step))
    setting = page.Setting(steps=5, open_ms=open_ms)
    return in_thread(page.measure, path, f"() => {ready}", DAYS, setting)


PAINT = "document.querySelector('div').style.background = `#0000${day.slice(-2)}`;"


@pytest.mark.browser
def test_all_scripts_before_a_step_is_painted_count(tmp_path):
    figures = measured(tmp_path, PAINT + "burn(60); requestAnimationFrame(() => burn(20));")
    for kind in ("next", "jump"):
        assert figures[f"{kind}_steps"] == 5
        assert figures[f"{kind}_script_ms"] >= 80
        assert figures[f"{kind}_busy_ms"] >= 80
        assert figures[f"{kind}_shown_ms"] >= 80
        assert figures[f"{kind}_long"] >= 5
        assert figures[f"{kind}_late"] == 5
    assert figures["usable_ms"] >= 200 + 120 + 60 + 20
    assert figures["longest_ms"] >= 120
    assert figures["heap_mb"] > 5


@pytest.mark.browser
def test_a_cheap_step_has_a_low_cost(tmp_path):
    figures = measured(tmp_path, PAINT)
    assert figures["next_script_ms"] < 40
    assert figures["next_busy_ms"] < 40


COUNT = "window.count = (window.count ?? 0) + 1;"


@pytest.mark.browser
@pytest.mark.parametrize("step", ["", COUNT + PAINT.replace("day.slice(-2)", "10 + count")])
def test_a_page_whose_picture_does_not_change_with_the_day_is_refused(tmp_path, step):
    with pytest.raises(ValueError, match="its picture does not follow the days"):
        measured(tmp_path, step)


@pytest.mark.browser
def test_a_page_without_a_working_step_is_refused(tmp_path):
    with pytest.raises(ValueError, match="it could not be stepped in 2000"):
        measured(tmp_path, PAINT, ready="window.never", open_ms=2000)


@pytest.mark.browser
def test_opening_is_measured_from_disk_and_from_a_server(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<!DOCTYPE html><script>setTimeout(() => { window.up = true }, 300)</script>")
    ready = "() => window.up && (() => {})"
    with opening.serve(tmp_path) as address:
        for url in (path.as_uri(), f"{address}/page.html"):
            assert in_thread(opening.usable_ms, url, ready, page.Setting()) >= 300
