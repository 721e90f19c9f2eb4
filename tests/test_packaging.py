"""What is shipped is complete, locked and able to run on its own."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
TEST = PROJECT["project"]["optional-dependencies"]["test"]
BUILD = PROJECT["build-system"]["requires"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
# `app/bundled/` in the wheel holds these folders of the tree.
BUNDLED = ("migrations", "seed")


def built(kind: str, tree: Path, into: Path) -> Path:
    """Build the wheel or the source archive of a tree with the backend itself, which needs no network."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(into)]
    subprocess.run(command, cwd=tree, check=True, capture_output=True)
    (artefact,) = into.iterdir()
    return artefact


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def files_of(folder: str) -> dict[str, bytes]:
    files = (path for path in sorted((ROOT / folder).rglob("*")) if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files}


def locked(name: str) -> dict[str, str]:
    """Name to version, as a lock file pins them."""
    pins = re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==([^ ]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    return dict(pins)


class TestWheel:
    @pytest.mark.parametrize("folder", BUNDLED)
    def test_holds_the_folder_under_bundled(self, wheel: Path, folder: str) -> None:
        expected = {f"app/bundled/{name}": content for name, content in files_of(folder).items()}
        found = {name: data for name, data in contents(wheel).items() if name.startswith(f"app/bundled/{folder}/")}
        assert found == expected
        assert any(name.endswith((".toml", ".py")) for name in found)

    def test_holds_the_application_and_nothing_else(self, wheel: Path) -> None:
        names = {name for name in contents(wheel) if not name.startswith("app/bundled/")}
        metadata = {name for name in names if name.split("/")[0].endswith(".dist-info")}
        assert names - metadata == set(files_of("app"))
        assert {name.split("/")[-1] for name in metadata} >= {"METADATA", "LICENSE", "entry_points.txt"}

    def test_source_archive_builds_the_same_wheel(self, wheel: Path, tmp_path: Path) -> None:
        archive = built("sdist", ROOT, tmp_path / "sdist")
        subprocess.run(["tar", "-xzf", archive, "-C", tmp_path], check=True)
        (tree,) = tmp_path.glob("tradefacts-*")
        assert contents(built("wheel", tree, tmp_path / "wheel")) == contents(wheel)

    def test_changelog_knows_the_version(self) -> None:
        assert f"## [{PROJECT['project']['version']}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


class TestLocks:
    LOCKS = ("requirements.txt", "requirements-test.txt", "requirements-build.txt")

    @pytest.mark.parametrize("name", LOCKS)
    def test_names_no_host_and_hashes_every_pin(self, name: str) -> None:
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"://|-url|--find-links|^-[a-z]", text, re.MULTILINE)
        entries = re.split(r"\n(?=[a-z])", text)
        assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []

    @pytest.mark.parametrize(
        ("name", "declared"),
        [("requirements.txt", RUNTIME), ("requirements-test.txt", RUNTIME + TEST), ("requirements-build.txt", BUILD)],
    )
    def test_pins_what_is_declared_within_its_range(self, name: str, declared: list[str]) -> None:
        pins = locked(name)
        wanted = [Requirement(line) for line in declared]
        assert [str(r) for r in wanted if not r.specifier.contains(pins.get(r.name, "0"))] == []

    @pytest.mark.parametrize("name", ["requirements.txt", "requirements-build.txt"])
    def test_tests_run_on_the_versions_that_are_served(self, name: str) -> None:
        tested = locked("requirements-test.txt")
        assert {pin: version for pin, version in locked(name).items() if tested.get(pin) != version} == {}


class TestImage:
    def final(self, instruction: str) -> list[str]:
        """Arguments of an instruction in the last stage."""
        stage = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[-1]
        return re.findall(rf"^{instruction} +(.*)", stage, re.MULTILINE)

    def test_base_can_be_given_for_every_stage(self) -> None:
        assert re.match(r"(#.*\n)*ARG BASE_IMAGE=\S+\n", DOCKERFILE)
        assert {line.split()[0] for line in re.findall(r"^FROM (.*)", DOCKERFILE, re.MULTILINE)} == {"${BASE_IMAGE}"}

    def test_runs_without_root_on_a_volume(self) -> None:
        (user,) = self.final("USER")
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
        assert self.final("VOLUME") == ["/data"]
        assert "TRADEFACTS_DATA_DIR=/data" in self.final("ENV")[-1]

    def test_checks_its_health_and_starts_without_a_shell(self) -> None:
        (health,) = self.final("HEALTHCHECK")
        assert "/live" in health
        assert 'CMD ["' in health
        assert self.final("CMD") == ['["tradefacts", "serve"]']

    def test_installs_only_with_hashes(self) -> None:
        installs = re.findall(r"pip (?:--python \S+ )?install [^&\n]*", DOCKERFILE)
        assert len(installs) == DOCKERFILE.count(" install --")
        assert [line for line in installs if "--require-hashes" not in line and "--no-index" not in line] == []


class TestMake:
    def test_help_tells_every_target(self) -> None:
        targets = re.findall(r"^\.PHONY: ([a-z]+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        told = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
        assert re.findall(r"^  make (\S+) +\S", told, re.MULTILINE) == targets

    @pytest.mark.parametrize(
        ("python", "advice"),
        [
            ("exit 1", "No Python 3.11 or newer was found"),
            # Debian's Python without its venv package: everything but ensurepip.
            (f'case "$2" in *ensurepip*) exit 1;; esac; exec {sys.executable} "$@"', "apt install python3.%d-venv"),
        ],
        ids=["too old", "without ensurepip"],
    )
    def test_says_what_to_install(self, tmp_path: Path, python: str, advice: str) -> None:
        fake = tmp_path / "fakepython"
        fake.write_text(f"#!/bin/sh\n{python}\n", "utf-8")
        fake.chmod(0o755)
        shutil.copy(ROOT / "Makefile", tmp_path)
        command = ["make", "UV=", f"PYTHONS={fake}", ".venv/pyvenv.cfg"]
        done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
        assert done.returncode != 0
        assert advice.replace("%d", str(sys.version_info.minor)) in done.stderr
        assert "Traceback" not in done.stderr


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def serving(command: Path, folder: Path) -> Iterator[http.client.HTTPConnection]:
    """Start `tradefacts serve` in an empty folder with a bare environment, and connect once it is alive."""
    folder.mkdir()
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "HOST": "127.0.0.1", "PORT": str(port)}
    process = subprocess.Popen([command, "serve"], cwd=folder, env=environment)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        while connection.sock is None:
            assert process.poll() is None, "the server ended before it answered"
            with suppress(ConnectionRefusedError):
                connection.connect()
            time.sleep(0.25)
        yield connection
    finally:
        connection.close()
        process.terminate()
        process.wait(timeout=300)


def answer(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, response.read()


@pytest.mark.trial
@pytest.mark.timeout(900)
def test_wheel_in_an_empty_environment_serves_what_the_tree_serves(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    install = [str(tmp_path / "venv/bin/pip"), "install", "--quiet"]
    subprocess.run([*install, "--require-hashes", "-r", str(ROOT / "requirements.txt")], check=True)
    subprocess.run([*install, "--no-deps", "--no-index", str(wheel)], check=True)
    path = "/v1/trade-flows?limit=500"
    with serving(Path(sys.executable).parent / "tradefacts", tmp_path / "of-the-tree") as tree:
        expected = answer(tree, path)
    with serving(tmp_path / "venv/bin/tradefacts", tmp_path / "of-the-wheel") as installed:
        assert answer(installed, path) == expected
        assert expected[0] == 200
        assert answer(installed, "/docs")[0] == 200


def test_only_text_is_tracked() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("##### NO CHECKOUT: the files that git tracks were not looked at")
    files = [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]
    assert files
    assert [str(file) for file in files if b"\0" in file.read_bytes()] == []
