"""A Docker engine of one's own, in the namespaces that run.py has made: what `scripts/install --compose` has unpacked below .local/compose."""
import os
import shutil
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOME = os.path.join(ROOT, ".local/compose")
UNPACKED = os.path.join(HOME, "engine/usr")
# Of another machine, as it seems (outside.py): the name server that the engine asks, and a collector of traces.
OUTSIDE = "192.0.2.53"


class Engine:
    def __init__(self):
        # Short: a socket's path has at most 107 bytes.
        self.folder = tempfile.mkdtemp(prefix="clinic-engine-")
        self.environment = dict(
            os.environ, DOCKER_HOST=f"unix://{self.folder}/docker.sock", DOCKER_CONFIG=os.path.join(HOME, "config"),
            PATH=f"{UNPACKED}/bin:{UNPACKED}/sbin:{os.environ['PATH']}")
        for name in ("DOCKER_CONTEXT", "DOCKER_TLS_VERIFY"):
            self.environment.pop(name, None)
        self.daemon = None

    def start(self):
        libraries = os.path.join(UNPACKED, "lib/x86_64-linux-gnu")
        environment = dict(self.environment, LD_LIBRARY_PATH=f"{libraries}:{os.path.join(HOME, 'engine/lib/x86_64-linux-gnu')}",
                           XTABLES_LIBDIR=os.path.join(libraries, "xtables"))
        self.log = open(os.path.join(HOME, "dockerd.log"), "w")
        self.daemon = subprocess.Popen(
            [os.path.join(UNPACKED, "sbin/dockerd"), "--storage-driver", "overlay2", "--oom-score-adjust", "0", "--dns", OUTSIDE,
             "--host", self.environment["DOCKER_HOST"], "--exec-root", os.path.join(self.folder, "exec"),
             "--data-root", os.path.join(HOME, "data"), "--pidfile", os.path.join(self.folder, "docker.pid")],
            env=environment, stdout=self.log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 60
        while self.run("version", check=False).returncode:
            if self.daemon.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the engine does not start, see {self.log.name}")
            time.sleep(0.1)
        self.clear()

    def clear(self):
        """Containers, volumes and networks go, also those that a killed run has left; images stay for the next time."""
        names = self.run("ps", "-aq").stdout.split()
        if names:
            self.run("rm", "-fv", *names)
        self.run("volume", "prune", "-f")
        self.run("network", "prune", "-f")

    def stop(self):
        if self.daemon and self.daemon.poll() is None:
            self.clear()
            self.daemon.terminate()
            try:
                self.daemon.wait(30)
            except subprocess.TimeoutExpired:
                self.daemon.kill()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *arguments, check=True, **options):
        """`docker ARGUMENTS`, its output as text."""
        options.setdefault("stdin", subprocess.DEVNULL)
        done = subprocess.run(["docker", *arguments], env=self.environment, capture_output=True, text=True, **options)
        if check and done.returncode:
            raise RuntimeError(f"docker {' '.join(arguments)}: {done.stderr.strip()[-2000:]}")
        return done
