"""The container files: nobody is root, nothing is unpinned, secrets come from files."""

import re
import subprocess
import sys

import pytest
import yaml

from operation.tests.deployed import DEPLOY

FILE = (DEPLOY / "container/Containerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "container/compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]


def stages() -> dict[str, list[str]]:
    """The instructions of each stage of the Containerfile."""
    text = FILE.replace("\\\n", " ")
    parts = re.split(r"^FROM (\S+) AS (\w+)$", text, flags=re.MULTILINE)
    return {
        name: [line for line in body.splitlines() if line and not line.startswith("#")]
        for name, body in zip(parts[2::3], parts[3::3], strict=True)
    }


def images() -> set[str]:
    bases = set(re.findall(r"^ARG \w+=(\S+)$", FILE, re.MULTILINE))
    return bases | {service["image"] for service in SERVICES.values()}


def test_every_image_names_its_version():
    assert [i for i in images() if not re.fullmatch(r"[\w./-]+:\d?[\w.-]*\d?[\w.-]+", i)] == []
    assert [i for i in images() if i.endswith(":latest")] == []


@pytest.mark.parametrize("name", ["app", "jobs", "nginx"])
def test_no_stage_that_runs_ends_as_root(name):
    users = [line.split()[1] for line in stages()[name] if line.startswith("USER ")]

    assert users[-1] in {"yibao", "www-data"}


def test_packages_are_the_locked_ones():
    assert "--require-hashes" in FILE
    assert re.findall(r"pip install (?!--no-cache-dir)", FILE) == []


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_service_can_do_little(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")
    assert service.get("user", "") not in {"root", "0"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_lasting_service_says_whether_it_is_well(name):
    service = SERVICES[name]
    target = service.get("build", {}).get("target")
    in_image = any(
        line.startswith("HEALTHCHECK --interval") for line in stages().get(target or "", [])
    )

    assert in_image or "healthcheck" in service or name == "jobs"


def test_no_secret_stands_in_the_file():
    said = [f"{s.get('environment', {})}" for s in SERVICES.values()]

    assert [
        text for text in said if re.search(r"'(SECRET_KEY|DATABASE_URL|\w*PASSWORD)'", text)
    ] == []
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    assert all(set(kept) == {"file"} for kept in COMPOSE["secrets"].values())


def test_the_engines_of_debian_read_the_file():
    """Their compose 1.29 knows no name of a project, podman's 1.0 no default that is empty."""
    text = (DEPLOY / "container/compose.yaml").read_text(encoding="utf-8")

    assert "name" not in COMPOSE
    assert re.findall(r"\$\{\w+:?-\}", text) == []
    assert [
        s["healthcheck"]["test"][0] for s in SERVICES.values() if "test" in s.get("healthcheck", {})
    ] == ["CMD-SHELL"] * 2


def test_who_runs_the_site_is_told_to_everything_of_ours():
    ours = {name for name, s in SERVICES.items() if s["image"] in {"yibao-app:2", "yibao-jobs:2"}}

    assert ours == {"setup", "app", "reader", "jobs"}
    assert {name for name, s in SERVICES.items() if s.get("env_file") == ["environment"]} == ours


def test_backups_go_where_they_outlive_the_site():
    jobs = SERVICES["jobs"]

    assert f"backups:{jobs['environment']['BACKUP_DIR']}" in jobs["volumes"]


def test_only_nginx_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["nginx"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_who_reads_from_the_replica_writes_nothing():
    reader = SERVICES["reader"]

    assert reader["environment"]["READERS_ONLY"] == "1"
    assert reader["environment"]["DATABASE_URL_FILE"] == "/run/secrets/replica_url"
    assert "--editors app:8000" in SERVICES["nginx"]["environment"]["RENDER"]


def test_what_services_share_is_there():
    volumes = {
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith((".", "$"))
    }

    assert volumes == set(COMPOSE["volumes"])
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= SERVICES.keys()
        assert set(service["networks"]) <= COMPOSE["networks"].keys()


def test_the_jobs_end_as_soon_as_they_are_told():
    command = [sys.executable, DEPLOY / "container/jobs.py"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()  # now they wait

        process.terminate()

        assert process.wait(10) == 0  # not the signal's own end, which a first process has not
