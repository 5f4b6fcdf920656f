"""Engines of somebody's own, as tests need them: PostgreSQL with TLS or a standby, Redis with TLS and a Sentinel, Kafka behind TLS and
SASL. Each knows the settings by which a daemon finds it."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../chaos"))
from cluster import ROOT, SERVICES, free_ports  # noqa: E402


def run(*command):
    """Its output; what it printed is told when it fails."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout[-1500:]}{done.stderr[-1500:]}")
    return done.stdout


class Certificates:
    """An authority's, and what it has signed."""

    def __init__(self, folder, client="clinic"):
        os.makedirs(folder)
        self.folder = folder
        run(os.path.join(HERE, "certificates.sh"), folder, client)

    def __getitem__(self, name):
        return os.path.join(self.folder, name)

    def settings(self, authority, certificate, key):
        return {authority: self["ca.crt"], certificate: self["client.crt"], key: self["client.key"]}


class Stores:
    """Those of scripts/stores, of which the engines are made."""

    def __init__(self, directory):
        self.directory = directory

    def __call__(self, command, *arguments):
        return run(os.path.join(ROOT, "scripts/stores"), command, self.directory, *arguments)

    def start(self):
        self("start", "--free-ports", "--no-fsync", "--quiet")

    def of(self, service="env"):
        name = "env" if service == "env" else f"{service}.env"
        with open(os.path.join(self.directory, name)) as lines:
            return dict(line.rstrip("\n").split("=", 1) for line in lines if "=" in line)

    def psql(self, *statements, database="postgres"):
        return self("psql", database, "-Atq", *(word for statement in statements for word in ("-c", statement))).strip()

    def settings(self):
        """All three as they are, for scripts/up; what an engine says goes before it."""
        return self.of() | {f"{service.upper()}_DB_PASSWORD": self.of(service)["DB_PASSWORD"] for service in SERVICES}


def encrypt(stores, certificates):
    """PostgreSQL speaks TLS alone; who has the certificate is any of the daemons, and needs no password. Returns the settings."""
    data = os.path.join(stores.directory, "postgres/data")
    run("/bin/sh", "-euc", """
        cd "$1"
        cp "$2/server.crt" "$2/server.key" "$2/ca.crt" .
        chown --reference=. server.crt server.key ca.crt
        printf 'host all postgres all scram-sha-256\\nhostssl all all all cert map=daemons\\n' >pg_hba.conf
        for role in auth appointment notification; do echo "daemons clinic $role"; done >pg_ident.conf
        """, "sh", data, certificates.folder)
    stores.psql("ALTER SYSTEM SET ssl_ca_file = 'ca.crt'", "ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()")
    return certificates.settings("DB_SSL_ROOT_CERT", "DB_SSL_CERT", "DB_SSL_KEY") | {"DB_SSLMODE": "verify-full"} | {
        f"{service.upper()}_DB_PASSWORD": "" for service in SERVICES}


class Standby:
    """Follows the PostgreSQL of `stores`. With synchronous replication a change is acknowledged when it is here, too."""

    def __init__(self, stores, synchronous):
        self.stores, (self.port,) = stores, free_ports(1)
        stores.psql("CREATE ROLE standby REPLICATION LOGIN PASSWORD 'standby'")
        self("start", str(self.port), stores.of()["DB_PORT"])
        if synchronous:
            stores.psql("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")

    def __call__(self, command, *arguments):
        run(os.path.join(HERE, "standby.sh"), command, self.stores.directory, *arguments)

    def settings(self):
        """The standby first: it is passed over as long as it takes no writes. Lists may be read from it."""
        return {"DB_HOST": f"127.0.0.1:{self.port},127.0.0.1:{self.stores.of()['DB_PORT']}", "DB_READ_HOSTS": f"127.0.0.1:{self.port}"}


class Redis:
    """A server, or a Sentinel with `sentinel`'s lines, that speaks TLS alone and wants to see a certificate."""

    def __init__(self, folder, certificates, lines=(), sentinel=False):
        (self.port,) = free_ports(1)
        self.certificates, self.folder = certificates, os.path.join(folder, f"redis-{self.port}")
        os.makedirs(self.folder)
        path = os.path.join(self.folder, "redis.conf")
        own = [f"tls-port {self.port}", "port 0", "bind 127.0.0.1", f'dir "{self.folder}"', "tls-replication yes",
               f'tls-cert-file "{certificates["server.crt"]}"', f'tls-key-file "{certificates["server.key"]}"',
               f'tls-ca-cert-file "{certificates["ca.crt"]}"', f'logfile "{self.folder}/log"']
        with open(path, "w") as file:
            file.write("\n".join([*own, *([] if sentinel else ['save ""']), *lines]) + "\n")
        self.process = subprocess.Popen(["redis-server", path, *(["--sentinel"] if sentinel else [])], stdin=subprocess.DEVNULL)

    def ask(self, *words):
        tls = ["--tls", "--cacert", self.certificates["ca.crt"], "--cert", self.certificates["client.crt"], "--key", self.certificates["client.key"]]
        done = subprocess.run(["redis-cli", "-h", "127.0.0.1", "-p", str(self.port), *tls, *words], capture_output=True, text=True)
        return done.stdout.split("\n")[:-1] if done.returncode == 0 else []

    def settings(self):
        return self.certificates.settings("REDIS_CA", "REDIS_CERT", "REDIS_KEY") | {
            "REDIS_TLS": "true", "REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(self.port)}

    def kill(self):
        self.process.kill()
        self.process.wait()


class RedisFamily:
    """A master, its replica and a Sentinel."""

    def __init__(self, folder, certificates):
        self.certificates = certificates
        self.master = Redis(folder, certificates, ["repl-diskless-sync-delay 0"])
        self.replica = Redis(folder, certificates, [f"replicaof 127.0.0.1 {self.master.port}"])
        self.sentinel = Redis(folder, certificates, [
            f"sentinel monitor clinic 127.0.0.1 {self.master.port} 1", "sentinel down-after-milliseconds clinic 1000",
            # A Sentinel alone finds what it knows of the replica too old at first, and tries again after twice this.
            "sentinel failover-timeout clinic 2000"], sentinel=True)

    def is_complete(self):
        known = self.sentinel.ask("SENTINEL", "REPLICAS", "clinic")
        return "state=online" in "".join(self.master.ask("INFO", "replication")) and str(self.replica.port) in known

    def has_changed(self):
        """Whether the replica is what the Sentinel calls the master, and is one."""
        return self.sentinel.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "clinic")[1:] == [str(self.replica.port)] and \
            self.replica.ask("ROLE")[:1] == ["master"]

    def settings(self):
        """A Sentinel that is away stands first."""
        return self.master.settings() | {
            "REDIS_HOST": "", "REDIS_PORT": "", "REDIS_SENTINELS": f"127.0.0.1:1,127.0.0.1:{self.sentinel.port}", "REDIS_SENTINEL_MASTER": "clinic"}

    def kill(self):
        for server in (self.sentinel, self.replica, self.master):
            server.kill()


class KafkaGate:
    """TLS and SASL in front of the local broker, which has neither (scripts/broker/gate.py)."""

    def __init__(self, stores, certificates):
        self.certificates, (self.port,) = certificates, free_ports(1)
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(ROOT, "scripts/broker/gate.py"), certificates["server.crt"], certificates["server.key"],
             certificates["ca.crt"], "clinic", "of kafka", str(self.port), stores.of()["KAFKA_BROKERS"].split(":")[1]],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "ready\n":
            raise RuntimeError("gate.py does not start")
        self.password = certificates["kafka-password"]
        with open(self.password, "w") as file:
            file.write("of kafka\n")

    def settings(self):
        return self.certificates.settings("KAFKA_SSL_CA", "KAFKA_SSL_CERTIFICATE", "KAFKA_SSL_KEY") | {
            "KAFKA_BROKERS": f"127.0.0.1:{self.port}", "KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_SASL_MECHANISM": "SCRAM-SHA-512",
            "KAFKA_SASL_USERNAME": "clinic", "KAFKA_SASL_PASSWORD_FILE": self.password}

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
