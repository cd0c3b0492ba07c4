"""Nothing connects to anywhere, whatever the files say: a listener beside it hears nothing."""

import json
import shutil
import socket
import subprocess
import sys
import threading

import harmful
import pytest
from process_tree import wait_until
from support import ROOT, STARTER


class Listener:
    """Counts who connects."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.heard = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                caller, _ = self.server.accept()
            except OSError:
                return
            caller.settimeout(1)
            try:
                self.heard.append(caller.recv(200))
            except OSError:
                self.heard.append(b"")
            caller.close()

    def real(self, data):
        return data.replace(harmful.PORT.encode(), str(self.port).encode())


@pytest.fixture
def listener():
    found = Listener()
    yield found
    found.server.close()


# Every connection that Python or a library of it asks for, by whatever name, and the listener.
WATCHED = """
import sys
def audit(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        print("CONNECTS", event, args, file=sys.stderr, flush=True)
sys.addaudithook(audit)
from frontline.__main__ import run
run()
"""


def frontline(*args):
    return subprocess.run(
        [sys.executable, "-c", WATCHED, *map(str, args)], capture_output=True, text=True, cwd=ROOT
    )


def test_the_listener_hears_who_connects(listener):
    with socket.create_connection(("127.0.0.1", listener.port)) as caller:
        caller.send(b"hello")
    wait_until(lambda: listener.heard)
    assert listener.heard == [b"hello"]


def test_a_whole_build_of_files_full_of_links_asks_for_nothing(listener, tmp_path):
    folder = tmp_path / "map"
    shutil.copytree(STARTER, folder)
    url = harmful.URL.replace(harmful.PORT, str(listener.port))
    sources = (folder / "sources.csv").read_text()
    (folder / "sources.csv").write_text(sources.replace("https://example.org", url))
    toml = (folder / "map.toml").read_text()
    (folder / "map.toml").write_text(f'credits = ["See {url}"]\n{toml}'.replace("Your name", url))
    places = json.loads((folder / "places.geojson").read_text())
    for feature in places["features"]:
        feature["properties"]["name"] = f"<img src={url}>"
        feature["properties"]["name:uk"] = url
    (folder / "places.geojson").write_text(json.dumps(places))
    story = f"## A\ndate: 2024-03-05\n\nRead [this]({url}) and {url}.\n"
    (folder / "story.md").write_text(story)
    done = frontline("build", folder, "-o", tmp_path / "maps")
    assert "CONNECTS" not in done.stderr, done.stderr
    assert listener.heard == []


def test_no_door_fetches_what_a_file_says(listener, tmp_path):
    files = {
        name: listener.real(data)
        for name, (data, _) in {**harmful.DISGUISED, **harmful.MARKUP}.items()
        if isinstance(data, bytes)
    }
    url = harmful.URL.replace(harmful.PORT, str(listener.port))
    link = f"<NetworkLink><Link><href>{url}</href></Link></NetworkLink>"
    files["a KML with links"] = harmful.kml("", link).encode()
    files["a crs that is a link"] = harmful.collection(
        crs={"type": "link", "properties": {"href": url, "type": "proj4"}}
    )
    files["a row of links"] = f"lon,lat,side,date,url\n36,50,{url},2024-05-03,{url}\n".encode()
    (tmp_path / "in").mkdir()
    for number, data in enumerate(files.values()):
        kind = "kml" if b"<kml" in data else "geojson"
        (tmp_path / "in" / f"{2000 + number}-03-01.{kind}").write_bytes(data)
    (tmp_path / "list.csv").write_bytes(files["a row of links"])
    said = [
        frontline("import", "snapshots", tmp_path / "in", "-o", tmp_path / "map"),
        frontline("infer", tmp_path / "list.csv", "-o", tmp_path / "a.geojson"),
        frontline("locate", tmp_path / "list.csv", STARTER, "-o", tmp_path / "out.csv"),
        frontline("locate", url, STARTER, "-o", tmp_path / "out.csv"),
        frontline("infer", f"/vsicurl/{url}", "-o", tmp_path / "a.geojson"),
        frontline("import", "snapshots", url, "-o", tmp_path / "map"),
        frontline("check", url),
    ]
    for done in said:
        assert "CONNECTS" not in done.stderr, done.stderr
        assert "Traceback" not in done.stderr, done.stderr
    assert all(done.returncode for done in said[3:])
    assert listener.heard == []
