"""No command connects to the network, whatever its files contain."""

import json
import shutil
import socket
import subprocess
import sys
import threading

import malicious_files
import pytest
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
        return data.replace(malicious_files.PORT.encode(), str(self.port).encode())


@pytest.fixture
def listener():
    server = Listener()
    yield server
    server.server.close()


# Prints every connection and name look-up that Python or one of its libraries attempts.
AUDITED_RUN = """
import sys
def audit(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        print("CONNECTS", event, args, file=sys.stderr, flush=True)
sys.addaudithook(audit)
from frontline.__main__ import run
run()
"""


def run_audited(*args):
    return subprocess.run(
        [sys.executable, "-c", AUDITED_RUN, *map(str, args)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )


def test_the_listener_records_a_connection(listener):
    with socket.create_connection(("127.0.0.1", listener.port)) as caller:
        caller.send(b"hello")
    wait_until(lambda: listener.received)
    assert listener.received == [b"hello"]


@pytest.mark.slow
def test_building_a_map_full_of_links_connects_to_nothing(listener, tmp_path):
    folder = tmp_path / "map"
    shutil.copytree(STARTER, folder)
    url = malicious_files.URL.replace(malicious_files.PORT, str(listener.port))
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
    process = run_audited("build", folder, "-o", tmp_path / "maps")
    assert "CONNECTS" not in process.stderr, process.stderr
    assert listener.received == []


@pytest.mark.slow
def test_no_command_fetches_links_of_its_input(listener, tmp_path):
    files = {
        name: listener.with_port(data)
        for name, (data, _) in {**malicious_files.DISGUISED, **malicious_files.MARKUP}.items()
        if isinstance(data, bytes)
    }
    url = malicious_files.URL.replace(malicious_files.PORT, str(listener.port))
    link = f"<NetworkLink><Link><href>{url}</href></Link></NetworkLink>"
    files["a KML with links"] = malicious_files.kml("", link).encode()
    files["a crs that is a link"] = malicious_files.collection(
        crs={"type": "link", "properties": {"href": url, "type": "proj4"}}
    )
    files["a row of links"] = f"lon,lat,side,date,url\n36,50,{url},2024-05-03,{url}\n".encode()
    (tmp_path / "in").mkdir()
    for number, data in enumerate(files.values()):
        extension = "kml" if b"<kml" in data else "geojson"
        (tmp_path / "in" / f"{2000 + number}-03-01.{extension}").write_bytes(data)
    (tmp_path / "list.csv").write_bytes(files["a row of links"])
    processes = [
        run_audited("import", "snapshots", tmp_path / "in", "-o", tmp_path / "map"),
        run_audited("infer", tmp_path / "list.csv", "-o", tmp_path / "a.geojson"),
        run_audited("locate", tmp_path / "list.csv", STARTER, "-o", tmp_path / "out.csv"),
        run_audited("locate", url, STARTER, "-o", tmp_path / "out.csv"),
        run_audited("infer", f"/vsicurl/{url}", "-o", tmp_path / "a.geojson"),
        run_audited("import", "snapshots", url, "-o", tmp_path / "map"),
        run_audited("check", url),
    ]
    for process in processes:
        assert "CONNECTS" not in process.stderr, process.stderr
        assert "Traceback" not in process.stderr, process.stderr
    assert all(process.returncode for process in processes[3:])
    assert listener.received == []
