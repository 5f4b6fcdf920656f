#!/usr/bin/env python3
"""Prints what TreeTests.roots expects: the roots of 1, 2, ... 600 leaves by pymerkle 7.0.0 of PyPI, as SHA-256 over all of them, one after the other."""
import hashlib

from pymerkle import InmemoryTree

tree, roots = InmemoryTree(algorithm="sha256"), hashlib.sha256()
for number in range(600):
    tree.append_entry(f"leaf {number}".encode())
    roots.update(tree.get_state())
print(roots.hexdigest())
