#!/usr/bin/env python3
"""Folders of a target that need each other: whoever reads one has to read both. Prints each circle with one reference for every step
of it; exit status 1 when there was one.

usage: circles.py [CHECKOUT]

A folder needs another one of its target when a file of it names a type, function or constant that the other one declares at the top
level. Members of extensions are not followed, nor names that a target declares in several folders."""
import collections
import os
import re
import sys

TARGET = re.compile(r'\btarget\(\s*"(\w+)",\s*"([^"]+)"')
# Strings go too: what they interpolate is not seen.
NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|#*"""(?:\\.|.)*?"""#*|#?"(?:\\.|[^"\\\n])*"#?', re.DOTALL)
DECLARED = re.compile(r"((?:@\w+(?:\([^)]*\))?\s+|\b(?:package|public|internal|private|fileprivate|final|indirect|nonisolated|static)\b(?:\(\w+\))?\s+)*)"
                      r"\b(struct|class|enum|protocol|actor|typealias|func|let|var)\s+([A-Za-z_]\w*)")
TYPES = {"struct", "class", "enum", "protocol", "actor", "typealias"}
NAME = re.compile(r"(?<![.\w])[A-Za-z_]\w*")


def source(path):
    """Without comments and strings; as many lines as before."""
    with open(path) as file:
        return NOISE.sub(lambda noise: "\n" * noise[0].count("\n"), file.read())


def declarations(text):
    """(names of others' to use at the top level, types in types)"""
    top, nested, depth, position = set(), set(), 0, 0
    for match in DECLARED.finditer(text):
        depth += text.count("{", position, match.start()) - text.count("}", position, match.start())
        position = match.start()
        if depth == 0 and "private" not in match[1]:
            top.add(match[3])
        elif match[2] in TYPES:
            nested.add(match[3])
    return top, nested


def swift_files(folder):
    for directory, _, names in os.walk(folder):
        for name in sorted(names):
            if name.endswith(".swift"):
                yield os.path.join(directory, name)


def references(root):
    """{folder: {other folder: (file, line, name)}} of one target."""
    texts = {path: source(path) for path in swift_files(root)}
    owners, hidden = collections.defaultdict(set), collections.defaultdict(set)
    for path, text in texts.items():
        top, nested = declarations(text)
        for name in top:
            owners[name].add(os.path.dirname(path))
        hidden[os.path.dirname(path)] |= nested
    needs = collections.defaultdict(dict)
    for path, text in texts.items():
        folder = os.path.dirname(path)
        for match in NAME.finditer(text):
            name = match[0]
            if len(owners[name]) != 1 or name in hidden[folder] or text[match.end():match.end() + 1] == ":":
                continue
            (owner,) = owners[name]
            if owner != folder:
                needs[folder].setdefault(owner, (path, text.count("\n", 0, match.start()) + 1, name))
    return needs


def circles(needs):
    """The shortest one through each folder that is in one, each once."""
    found = {}
    for start in sorted(needs):
        before, queue = {start: None}, collections.deque([start])
        while queue:
            folder = queue.popleft()
            for other in sorted(needs.get(folder, {})):
                if other == start:
                    way = [folder]
                    while before[way[-1]] is not None:
                        way.append(before[way[-1]])
                    found.setdefault(frozenset(way), way[::-1])
                    queue.clear()
                    break
                if other not in before:
                    before[other] = folder
                    queue.append(other)
    return list(found.values())


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    with open(os.path.join(root, "Package.swift")) as file:
        targets = TARGET.findall(file.read())
    count = 0
    for _, path in targets:
        folder = os.path.join(root, "Sources", path)
        needs = references(folder)
        for way in circles(needs):
            count += 1
            print("circle: " + " -> ".join(os.path.relpath(each, root) for each in way + way[:1]))
            for one, other in zip(way, way[1:] + way[:1]):
                file, line, name = needs[one][other]
                print(f"  {os.path.relpath(file, root)}:{line} names {name}")
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
