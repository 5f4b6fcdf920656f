#!/usr/bin/env python3
"""Prints access tokens for a benchmark, one a line, signed with its secret. usage: tokens.py COUNT of patients | --doctor ID"""
import base64
import hashlib
import hmac
import json
import sys
import time

SECRET = b"benchmark-6f2d1c9b8e7a4f50a3b1c2d3"


def b64(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=")


def token(number, user=None, role="PATIENT"):
    user, now = user or f"00000000-0000-4000-8000-{number:012x}", int(time.time())
    claims = {
        "iss": "clinic-auth", "aud": "clinic", "sub": user, "exp": now + 86400, "iat": now, "jti": f"00000000-0000-4000-b000-{number:012x}",
        "sid": f"00000000-0000-4000-c000-{number:012x}", "role": role, "name": "Grace Hopper",
    }
    head = b64(b'{"alg":"HS256","typ":"at+jwt"}') + b"." + b64(json.dumps(claims).encode())
    return (head + b"." + b64(hmac.new(SECRET, head, hashlib.sha256).digest())).decode()


if __name__ == "__main__":
    if sys.argv[1] == "--doctor":
        print(token(0, sys.argv[2], role="DOCTOR"))
    else:
        for patient in range(int(sys.argv[1])):
            print(token(patient))
