from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client, Event, LocalCluster, Security
from distributed.utils import get_ip

from clusters import BODY, KEY, PATH, cluster, paid, waits_for, worker_of_another_installation
from faults_server import FaultServer, jpeg, pictures, reply
from imagine_nb import loop
from imagine_nb.errors import AuthenticationError, InputError
from imagine_nb.hosts import is_loopback
from imagine_nb.keys import KEY_VARIABLE
from imagine_nb.transport.cluster import Cluster, cluster_of
from imagine_nb.transport.transport import Transport

THEIRS = "xai-a-key-of-the-workers-9876543210"
SERVER = "http://127.0.0.1:9/v1"

needs_an_address = pytest.mark.skipif(is_loopback(get_ip()), reason="this machine has no other address")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with cluster(2) as made:
        yield made


@pytest.fixture
def lone() -> Iterator[Client]:
    """Of a cluster that has no worker yet."""
    with cluster(0) as made:
        yield made


def checked(client: Client, base_url: str = SERVER, *, moment: float = 20.0) -> str:
    return loop.run(Cluster(client, moment=moment).check(paid(base_url)))


def asked(client: Client, base_url: str) -> None:
    transport = Transport(paid(base_url), carrier=Cluster(client))
    try:
        loop.run(transport.post(PATH, BODY))
    finally:
        loop.run(transport.aclose())


def test_only_a_client_of_dask_has_a_cluster_and_dask_is_not_imported_to_see_that(client: Client) -> None:
    assert isinstance(cluster_of(client), Cluster)
    assert cluster_of("requests") is None
    program = (
        "import sys; from imagine_nb.transport.cluster import cluster_of; "
        "assert cluster_of('batch') is None; assert not {'dask', 'distributed'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_workers_that_can_ask_leave_nothing_to_tell(client: Client) -> None:
    assert checked(client) == ""


def test_two_requests_for_each_thread_keep_the_workers_busy(client: Client) -> None:
    assert loop.run(Cluster(client).in_flight()) == 4


def test_its_repr_says_where_it_is(client: Client) -> None:
    assert repr(Cluster(client)) == f"<Cluster {client.scheduler.address}>"


def test_a_cluster_without_workers_is_waited_for_a_moment_alone(lone: Client) -> None:
    with pytest.raises(InputError, match="no workers, and none came"):
        checked(lone, moment=0.2)


def test_a_cluster_that_adapts_gets_its_first_worker(lone: Client) -> None:
    lone.cluster.adapt(minimum=0, maximum=1, interval="50 ms")
    assert checked(lone) == ""


def test_workers_that_are_busy_are_not_taken_for_missing(client: Client) -> None:
    gate = Event("gate", client=client)
    busy = [client.submit(waits_for, "gate", each, pure=False) for each in range(2)]
    assert checked(client) == ""
    gate.set()
    client.gather(busy)


def test_a_worker_without_this_package_is_named_with_what_to_install(lone: Client, tmp_path: Path) -> None:
    (tmp_path / "imagine_nb.py").write_text("raise ModuleNotFoundError(\"No module named 'imagine_nb'\")")
    with (
        worker_of_another_installation(lone, tmp_path),
        pytest.raises(InputError, match=r"not installed.*pip install imagine_nb"),
    ):
        checked(lone)


def test_another_version_at_a_worker_is_told(lone: Client, tmp_path: Path) -> None:
    (tmp_path / "imagine_nb-0.0.7.dist-info").mkdir()
    (tmp_path / "imagine_nb-0.0.7.dist-info" / "METADATA").write_text("Name: imagine_nb\nVersion: 0.0.7\n")
    with worker_of_another_installation(lone, tmp_path):
        assert checked(lone).startswith("The workers have imagine_nb 0.0.7, and this process has ")


def test_a_client_that_is_closed_is_refused() -> None:
    with cluster(0) as client:
        pass
    with pytest.raises(InputError, match="closed"):
        checked(client)


def test_a_client_on_the_loop_that_waits_is_refused() -> None:
    async def run() -> None:
        options = {"n_workers": 0, "processes": False, "dashboard_address": ":0"}
        async with (
            LocalCluster(asynchronous=True, **options) as made,
            Client(made, asynchronous=True, set_as_default=False) as client,
        ):
            with pytest.raises(InputError, match="asynchronous=True"):
                Cluster(client)

    asyncio.run(run())


@needs_an_address
def test_a_key_does_not_travel_through_a_network_unencrypted(faults: FaultServer) -> None:
    with cluster(host=get_ip()) as client:
        with pytest.raises(AuthenticationError, match=f"not encrypted.*{KEY_VARIABLE}"):
            checked(client)
        with pytest.raises(AuthenticationError, match="not encrypted"):  # by a worker that came later
            asked(client, faults.base_url)
    assert faults.requests == []


@needs_an_address
def test_a_worker_takes_its_own_key_where_the_way_is_not_encrypted(faults: FaultServer) -> None:
    faults.then(reply(200, pictures(jpeg())))
    with cluster(host=get_ip(), env={KEY_VARIABLE: THEIRS}) as client:
        assert checked(client) == ""
        asked(client, faults.base_url)
    assert faults.requests[0].headers["authorization"] == f"Bearer {THEIRS}"


@needs_an_address
def test_a_scheduler_that_others_reach_too_is_no_private_one(faults: FaultServer) -> None:
    with cluster(host="0.0.0.0") as far:
        port = far.scheduler.address.rpartition(":")[2]
        with (
            Client(f"tcp://127.0.0.1:{port}", set_as_default=False) as near,
            pytest.raises(AuthenticationError, match="not encrypted"),
        ):
            checked(near)


@needs_an_address
@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl to make a certificate with")
def test_a_key_travels_encrypted(faults: FaultServer, tmp_path: Path) -> None:
    faults.then(reply(200, pictures(jpeg())))
    with cluster(host=get_ip(), protocol="tls", security=security(tmp_path)) as client:
        assert checked(client) == ""
        asked(client, faults.base_url)
    assert faults.requests[0].headers["authorization"] == f"Bearer {KEY}"


def security(folder: Path) -> Security:
    """A certificate of its own authority."""
    key, certificate = str(folder / "key.pem"), str(folder / "certificate.pem")
    made = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=workers"]
    subprocess.run(
        ["openssl", "req", *made, "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    roles = {
        f"tls_{role}_{part}": path
        for role in ("client", "scheduler", "worker")
        for part, path in {"key": key, "cert": certificate}.items()
    }
    return Security(tls_ca_file=certificate, require_encryption=True, **roles)
