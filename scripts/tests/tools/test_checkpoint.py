#!/usr/bin/env python3
"""scripts/verify-checkpoint against trees, proofs and signatures that are made here by the words of RFC 6962 and with openssl."""
import base64
import hashlib
import importlib.machinery
import importlib.util
import os
import subprocess
import sys
import tempfile
import unittest

VERIFIER = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../verify-checkpoint"))
ORIGIN = "clinic.example/audit/appointment"
MOST = 40
WIDTH = 256
# Of the seed 00 01 … 1f, in DER (RFC 8410 section 7).
PRIVATE_KEY = bytes.fromhex("302e020100300506032b657004220420") + bytes(range(32))
KEY = ORIGIN + "+79dd9697+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"

loader = importlib.machinery.SourceFileLoader("verify_checkpoint", VERIFIER)
sys.dont_write_bytecode = True
verify = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
loader.exec_module(verify)


def first_part(leaves):
    count = 1
    while count * 2 < len(leaves):
        count *= 2
    return count


def root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    first = first_part(leaves)
    return hashlib.sha256(b"\1" + root(leaves[:first]) + root(leaves[first:])).digest()


def inclusion(index, leaves):
    """PATH of RFC 6962 section 2.1.1."""
    if len(leaves) == 1:
        return []
    first = first_part(leaves)
    if index < first:
        return inclusion(index, leaves[:first]) + [root(leaves[first:])]
    return inclusion(index - first, leaves[first:]) + [root(leaves[:first])]


def keep_tiles(folder, leaves, levels=1):
    """As the daemon serves them: whole ones, and of leaves the last one as far as it goes. Returns their URL."""
    hashes = leaves
    for level in range(levels):
        os.makedirs(os.path.join(folder, str(level)))
        for number in range(0, len(hashes), WIDTH):
            with open(os.path.join(folder, str(level), str(number // WIDTH)), "wb") as file:
                file.write(b"".join(hashes[number:number + WIDTH]))
        hashes = [root(hashes[number:number + WIDTH]) for number in range(0, len(hashes) - WIDTH + 1, WIDTH)]
    return "file://" + folder


def encode(octets):
    return base64.b64encode(octets).decode()


def sign(text):
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("key", "text", "signature")]
        for path, content in zip(paths, (PRIVATE_KEY, text.encode())):
            with open(path, "wb") as file:
                file.write(content)
        subprocess.run(["openssl", "pkeyutl", "-sign", "-keyform", "DER", "-inkey", paths[0], "-rawin", "-in", paths[1], "-out", paths[2]], check=True)
        with open(paths[2], "rb") as file:
            return file.read()


def checkpoint(leaves, origin=ORIGIN):
    """Signed by the same key, whatever the log is called."""
    text = f"{origin}\n{len(leaves)}\n{encode(root(leaves))}\n"
    return f"{text}\n\u2014 {ORIGIN} {encode(bytes.fromhex('79dd9697') + sign(text))}\n"


class CheckpointTests(unittest.TestCase):
    data = [f'{{"entry":{number}}}'.encode() for number in range(MOST)]
    leaves = [hashlib.sha256(b"\0" + each).digest() for each in data]

    def run_on(self, *arguments, **files):
        """(exit status, output) with the files' paths in the place of their names."""
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(text)
            paths = [os.path.join(folder, each) if each in files else each for each in arguments]
            done = subprocess.run([VERIFIER, "--key", KEY, *paths], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
        return done.returncode, done.stdout

    def broken(self, call, *arguments):
        """What does not hold ends the program with a sentence."""
        with self.assertRaises(SystemExit) as ended:
            call(*arguments)
        self.assertIn("does not hold", str(ended.exception.code))

    def test_what_the_key_has_signed_of_another_log_is_not_this_ones(self):
        self.assertEqual(self.run_on("note", note=checkpoint(self.leaves))[0], 0)
        for origin in ("clinic.example/audit/auth", ORIGIN + "/2", ORIGIN + " ", ""):
            status, said = self.run_on("note", note=checkpoint(self.leaves, origin))
            self.assertEqual((status, "this is a checkpoint of" in said), (1, True), said)

    def test_each_size_grows_from_each_smaller_one_and_from_nothing_else(self):
        for size in range(1, MOST + 1):
            with tempfile.TemporaryDirectory() as folder:
                new, tiles = (size, root(self.leaves[:size])), keep_tiles(folder, self.leaves)
                verify.verify_growth((0, hashlib.sha256().digest()), new, tiles)
                for old in range(1, size + 1):
                    before = root(self.leaves[:old])
                    verify.verify_growth((old, before), new, tiles)
                    for wrong in ((old, bytes(32)), new), ((old, before), (size, bytes(32))), ((size + 1, before), new), ((old - 1 or MOST, before), new):
                        self.broken(verify.verify_growth, *wrong, tiles)

    def test_growth_over_tiles_of_several_levels(self):
        leaves = [hashlib.sha256(b"\0%d" % number).digest() for number in range(3 * WIDTH + 5)]
        for levels in (1, 2):
            with tempfile.TemporaryDirectory() as folder:
                tiles = keep_tiles(folder, leaves, levels)
                for size in (WIDTH - 1, WIDTH, WIDTH + 1, 2 * WIDTH, 2 * WIDTH + 100, len(leaves)):
                    for old in {1, 100, WIDTH - 1, WIDTH, WIDTH + 1, 2 * WIDTH, 2 * WIDTH + 99, size}:
                        if old <= size:
                            verify.verify_growth((old, root(leaves[:old])), (size, root(leaves[:size])), tiles)

    def test_tiles_that_are_not_the_tree_s_do_not_help(self):
        """Whoever cheats serves one tile for the old root and another for the new one: every hash counts for both."""
        other = [hashlib.sha256(each).digest() for each in self.leaves]
        for changed in range(11):
            with tempfile.TemporaryDirectory() as folder:
                tiles = keep_tiles(folder, self.leaves[:changed] + other[changed:changed + 1] + self.leaves[changed + 1:11])
                self.broken(verify.verify_growth, (6, root(self.leaves[:6])), (11, root(self.leaves[:11])), tiles)

    def test_a_signed_checkpoint_holds_and_a_changed_one_does_not(self):
        note = checkpoint(self.leaves[:3])
        self.assertEqual(self.run_on("note", note=note), (0, "holds: 3 entries\n"))
        for changed in (note.replace("\n3\n", "\n4\n"), note.replace("audit/app", "audit/App", 1), note[:-6] + "A" + note[-5:], note.replace("\u2014", "-")):
            self.assertEqual(self.run_on("note", note=changed)[0], 1, changed)
        for broken in ("", note[:30], note.replace("= ", "")[:-3]):
            self.assertIn(self.run_on("note", note=broken)[0], (1, 2), broken)
        self.assertEqual(self.run_on("nowhere")[0], 2)
        self.assertEqual(self.run_on()[0], 2)

    def test_an_entry_is_shown_to_be_there_and_is_printed(self):
        note = checkpoint(self.leaves[:11])
        for index in (0, 5, 10):
            path = [encode(each) for each in inclusion(index, self.leaves[:11])]
            proof = "\n".join(["c2sp.org/tlog-proof@v1", f"extra {encode(self.data[index])}", f"index {index}", *path]) + "\n\n" + note
            self.assertEqual(self.run_on("--proof", "file", file=proof), (0, self.data[index].decode() + "\n"))
            for changed in (proof.replace(f"index {index}", f"index {index + 1}"), proof.replace(encode(self.data[index]), encode(self.data[20])), proof.replace(path[0] + "\n", "")):
                self.assertEqual(self.run_on("--proof", "file", file=changed)[0], 1)

    def test_growth_is_checked_from_files(self):
        with tempfile.TemporaryDirectory() as folder:
            tiles = keep_tiles(folder, self.leaves)
            notes = {"old": checkpoint(self.leaves[:6]), "new": checkpoint(self.leaves[:11])}
            self.assertEqual(self.run_on("old", "new", "--tiles", tiles, **notes), (0, "holds: 11 entries\n"))
            self.assertEqual(self.run_on("new", "old", "--tiles", tiles, **notes)[0], 1)
            self.assertEqual(self.run_on("old", "new", "--tiles", tiles, **{**notes, "old": checkpoint(self.leaves[1:7])})[0], 1)
            self.assertEqual(self.run_on("old", "new", "--tiles", tiles + "/nowhere", **notes)[0], 2)

    def test_it_says_how_it_is_called(self):
        status, words = self.run_on("--help")
        self.assertEqual(status, 0)
        self.assertIn("--tiles URL", words)


if __name__ == "__main__":
    unittest.main()
