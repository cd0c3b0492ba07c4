"""No command connects to the network, whatever its files contain."""

import json
import re
import shutil
import socket
import subprocess
import sys
import threading

import pytest
import refused_files
from process_tree import wait_until
from support import ROOT, STARTER


class Listener:
    """A local server that records every connection."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.received = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                caller, _ = self.server.accept()
            except OSError:
                return
            caller.settimeout(1)
            try:
                self.received.append(caller.recv(200))
            except OSError:
                self.received.append(b"")
            caller.close()

    def with_port(self, data):
        return data.replace(refused_files.PORT.encode(), str(self.port).encode())


@pytest.fixture
def listener():
    server = Listener()
    yield server
    server.server.close()


# Runs commands one after another and prints every connection and name look-up that Python or one
# of its libraries attempts, and how each command ended.
AUDITED_RUN = """
import json, sys
def audit(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        print("CONNECTS", event, args, file=sys.stderr, flush=True)
sys.addaudithook(audit)
from frontline.__main__ import run
for args in json.loads(sys.argv[1]):
    sys.argv[1:] = args
    try:
        run()
    except SystemExit as exit:
        print("ENDED", exit.code or 0, file=sys.stderr, flush=True)
"""


def run_audited(*commands):
    """Run commands in one process; return their exit codes and what they printed as errors."""
    words = json.dumps([[str(word) for word in command] for command in commands])
    process = subprocess.run(
        [sys.executable, "-c", AUDITED_RUN, words], capture_output=True, text=True, cwd=ROOT
    )
    codes = [int(code) for code in re.findall(r"^ENDED (\d+)$", process.stderr, re.MULTILINE)]
    assert (process.returncode, len(codes)) == (0, len(commands)), process.stderr
    return codes, process.stderr


def test_an_attempt_to_connect_is_seen(listener):
    attempt = f"import socket; socket.create_connection(('127.0.0.1', {listener.port})).close()"
    code = AUDITED_RUN.replace("from frontline.__main__ import run", attempt)
    process = subprocess.run([sys.executable, "-c", code, "[]"], capture_output=True, text=True)
    assert "CONNECTS socket.connect" in process.stderr


def test_the_listener_records_a_connection(listener):
    with socket.create_connection(("127.0.0.1", listener.port)) as caller:
        caller.send(b"hello")
    wait_until(lambda: listener.received)
    assert listener.received == [b"hello"]


@pytest.mark.slow
def test_building_a_map_full_of_links_connects_to_nothing(listener, tmp_path):
    folder = tmp_path / "map"
    shutil.copytree(STARTER, folder)
    url = refused_files.URL.replace(refused_files.PORT, str(listener.port))
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
    codes, errors = run_audited(("build", folder, "-o", tmp_path / "maps"))
    assert codes == [0]
    assert "CONNECTS" not in errors, errors
    assert listener.received == []


@pytest.mark.slow
def test_no_command_fetches_links_of_its_input(listener, tmp_path):
    files = {
        name: listener.with_port(data)
        for name, (data, _) in {**refused_files.DISGUISED, **refused_files.MARKUP}.items()
        if isinstance(data, bytes)
    }
    url = refused_files.URL.replace(refused_files.PORT, str(listener.port))
    link = f"<NetworkLink><Link><href>{url}</href></Link></NetworkLink>"
    files["a KML with links"] = refused_files.kml("", link).encode()
    files["a crs that is a link"] = refused_files.collection(
        crs={"type": "link", "properties": {"href": url, "type": "proj4"}}
    )
    files["a row of links"] = f"lon,lat,side,date,url\n36,50,{url},2024-05-03,{url}\n".encode()
    (tmp_path / "in").mkdir()
    for number, data in enumerate(files.values()):
        extension = "kml" if b"<kml" in data else "geojson"
        (tmp_path / "in" / f"{2000 + number}-03-01.{extension}").write_bytes(data)
    (tmp_path / "list.csv").write_bytes(files["a row of links"])
    codes, errors = run_audited(
        ("import", "snapshots", tmp_path / "in", "-o", tmp_path / "map"),
        ("infer", tmp_path / "list.csv", "-o", tmp_path / "a.geojson"),
        ("locate", tmp_path / "list.csv", STARTER, "-o", tmp_path / "out.csv"),
        ("locate", url, STARTER, "-o", tmp_path / "out.csv"),
        ("infer", f"/vsicurl/{url}", "-o", tmp_path / "a.geojson"),
        ("import", "snapshots", url, "-o", tmp_path / "map"),
        ("check", url),
    )
    assert "CONNECTS" not in errors, errors
    assert "Traceback" not in errors, errors
    assert all(codes[3:])
    assert listener.received == []
