"""What scripts/lint refuses, each in a checkout of its own that has nothing else wrong."""
import os
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
PACKAGE = 'let package = Package(targets: [target("Clinic", "Clinic")])\n'


class Lint(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="clinic-lint-")
        self.addCleanup(shutil.rmtree, self.root)
        shutil.copytree(os.path.join(ROOT, "scripts"), os.path.join(self.root, "scripts"), ignore=shutil.ignore_patterns("tests", "__pycache__"))
        shutil.copy(os.path.join(ROOT, ".swift-format"), self.root)
        for folder in ("Sources/Clinic", "Tests", "Benchmarks"):
            os.makedirs(os.path.join(self.root, folder))
        self.write("Package.swift", PACKAGE)
        subprocess.run(["git", "init", "-q", self.root], check=True)

    def write(self, name, text):
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)

    def lint(self):
        done = subprocess.run([os.path.join(self.root, "scripts", "lint")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
        return done.returncode, done.stdout

    def refused(self, *words):
        status, output = self.lint()
        self.assertEqual(status, 1, output)
        for word in words:
            self.assertIn(word, output)
        self.assertIn("1 checks found something", output)

    def test_nothing_wrong(self):
        self.write("Sources/Clinic/Rooms/Room.swift", "struct Room {}\n")
        self.write("Sources/Clinic/Doors/Door.swift", "/// Opens a `Room`.\nstruct Door { let room: Room }\n")
        self.assertEqual(self.lint()[1].splitlines()[-1][:13], "nothing found", self.lint()[1])

    def test_folders_that_need_each_other_by_any_way_round(self):
        self.write("Sources/Clinic/Rooms/Room.swift", "struct Room {\n    let lock: Lock?\n}\n")
        self.write("Sources/Clinic/Doors/Door.swift", "struct Door { let room: Room? }\n")
        self.write("Sources/Clinic/Locks/Lock.swift", "final class Lock {\n    var door: [Door] = []\n}\n")
        self.refused("Sources/Clinic/Rooms/Room.swift:2 names Lock", "Sources/Clinic/Doors/Door.swift:1 names Room",
                     "Sources/Clinic/Locks/Lock.swift:2 names Door")

    def test_an_error_that_is_caught_in_silence(self):
        self.write("Sources/Clinic/Quiet.swift", "func quiet() {\n    do { try loud() } catch {\n    }\n}\n")
        self.refused("an error is caught in silence", "Quiet.swift")

    def test_sql_outside_of_statements(self):
        for number, sql in enumerate(('"SELECT 1"', 'named("visits", "SELECT 1")', '"INSERT INTO visits VALUES (1)"', '"UPDATE visits SET a = 1"',
                                      '"DELETE FROM visits"', '"WITH a AS (SELECT 1) TABLE a"')):
            with self.subTest(sql):
                self.write(f"Sources/Clinic/Store{number}.swift", f'let statement{number} =\n    {sql}\n')
                self.refused("SQL outside", f"Store{number}.swift:2")
                os.rename(os.path.join(self.root, f"Sources/Clinic/Store{number}.swift"), os.path.join(self.root, f"Sources/Clinic/Store{number}Statements.swift"))
                self.assertEqual(self.lint()[1].splitlines()[-1][:13], "nothing found", self.lint()[1])

    def test_a_column_of_several_by_its_position(self):
        self.write("Sources/Clinic/Visit.swift", "extension Visit {\n    init(_ row: Row) throws { day = try row.date(0) }\n}\n")
        self.assertEqual(self.lint()[1].splitlines()[-1][:13], "nothing found", self.lint()[1])
        for read in ("row.intOrNil(1)", 'row.word(12, "a state")'):
            with self.subTest(read):
                self.write("Sources/Clinic/Visit.swift", "extension Visit {\n    init(_ row: Row) throws { day = try " + read + " }\n}\n")
                self.refused("a column by its position", "Visit.swift:2")

    def test_files_that_are_too_long(self):
        for folder, lines in (("Sources/Clinic", 300), ("Tests", 400)):
            with self.subTest(folder):
                self.write(f"{folder}/Long.swift", "".join(f"let a{line} = 1\n" for line in range(lines)))
                self.assertEqual(self.lint()[1].splitlines()[-1][:13], "nothing found", self.lint()[1])
                self.write(f"{folder}/Long.swift", "".join(f"let a{line} = 1\n" for line in range(lines + 1)))
                self.refused(f"Long.swift has {lines + 1} lines")
                self.write(f"{folder}/Long.swift", "// Long because it says so.\n" + "".join(f"let a{line} = 1\n" for line in range(lines)))
                self.assertEqual(self.lint()[1].splitlines()[-1][:13], "nothing found", self.lint()[1])


if __name__ == "__main__":
    unittest.main()
