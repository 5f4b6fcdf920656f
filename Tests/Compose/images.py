"""The stand-ins (see standins/README.md), under the names and tags of the images that docker-compose.yml and Dockerfile ask for."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

from engine import HOME, ROOT

sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from cluster import SERVICES, binaries  # noqa: E402

STANDINS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "standins")


def read(path):
    with open(os.path.join(ROOT, path)) as file:
        return file.read()


def names():
    """What docker-compose.yml and Dockerfile ask for, by the stand-in's folder."""
    asked = set(re.findall(r"(?m)^    image: (\S+[:]\S+)", read("docker-compose.yml")) + re.findall(r"(?m)^  image: (\S+:\S+)", read("docker-compose.yml")))
    asked |= set(re.findall(r"(?m)^ARG \w+_IMAGE=(\S+)", read("Dockerfile")))
    return {image.split(":")[0].split("/")[-1]: image for image in asked}


def make(engine):
    for root in ("base", "stores", "edge"):
        import_root(engine, root)
    found = names()
    for folder in ("debian", "swift", "postgres", "redis", "nginx", "kafka"):
        with tempfile.TemporaryDirectory(dir=HOME) as context:
            shutil.copytree(os.path.join(STANDINS, folder), context, dirs_exist_ok=True)
            {"debian": add_libraries, "swift": add_daemons, "kafka": add_broker}.get(folder, lambda context: None)(context)
            build(engine, context, found[folder])


def build(engine, context, tag):
    """Without BuildKit: it would ask a registry for what the stand-ins are made from."""
    done = subprocess.run(["docker", "build", "--network", "none", "-t", tag, context], env=dict(engine.environment, DOCKER_BUILDKIT="0"),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{tag}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def import_root(engine, root):
    """Once for each root file system."""
    archive, image = os.path.join(HOME, f"{root}.tar"), f"stand-in-{root}"
    made = str(os.stat(archive).st_mtime_ns)
    if engine.run("image", "inspect", "-f", '{{index .Config.Labels "made"}}', image, check=False).stdout.strip() != made:
        engine.run("import", "--change", f"LABEL made={made}", archive, image)


def add_libraries(context):
    """Swift's, for daemons that are linked to them: a debug build's."""
    folder = os.path.join(context, "libraries")
    os.mkdir(folder)
    for service in SERVICES:
        listed = subprocess.run(["ldd", os.path.join(binaries(os.environ.get("BIN")), service)], capture_output=True, text=True, check=True).stdout
        for path in re.findall(r"=> (\S*/swift/\S+)", listed):
            if not os.path.exists(os.path.join(folder, os.path.basename(path))):
                shutil.copy(path, folder)


def add_daemons(context):
    os.mkdir(os.path.join(context, "daemons"))
    for service in SERVICES:
        target = os.path.join(context, "daemons", service)
        shutil.copy(os.path.join(binaries(os.environ.get("BIN")), service), target)
        subprocess.run(["strip", target], check=False)  # smaller, when there is a strip
        os.utime(target, (0, 0))


def add_broker(context):
    shutil.copytree(os.path.join(ROOT, "scripts/broker"), os.path.join(context, "broker"), ignore=shutil.ignore_patterns("test_*", "__pycache__"))
    shutil.move(os.path.join(context, "announce.py"), os.path.join(context, "broker"))
    version = re.search(r"(?m)^BROKER_VERSION=(\S+)", read("scripts/lib/stores/broker.sh"))[1]
    shutil.copy(os.path.join(ROOT, f".local/broker/noida-db-{version}"), os.path.join(context, "broker/noida-db"))
