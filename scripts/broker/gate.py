#!/usr/bin/env python3
"""TLS and SASL in front of the local broker (guard.py), which has neither: a proxy on 127.0.0.1 for tests of clients.

usage: gate.py CERTIFICATE KEY CLIENT_CA USER PASSWORD LISTEN_PORT BROKER_PORT [JWKS_URL]

THIS IS NOT APACHE KAFKA. Who connects must show a certificate that CLIENT_CA has signed ('' asks for none) and sign in
by PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512 (KIP-43, KIP-152, RFC 5802), with JWKS_URL by OAUTHBEARER (RFC 7628) with a token that a key
from there has signed (RS256) and that is made out to USER; or, when USER is '', not at all. Prints one line, `ready`, when it listens.
"""
import asyncio
import base64
import hashlib
import hmac
import json
import os
import ssl
import struct
import sys
import time
import urllib.request

import messages
from wire import API_VERSIONS, FIND_COORDINATOR, METADATA, Cursor, header, int32, read_frame, string, write_frame

SASL_HANDSHAKE, SASL_AUTHENTICATE = 17, 36
UNSUPPORTED_MECHANISM, UNSUPPORTED_VERSION, AUTHENTICATION_FAILED = 33, 35, 58
HASHES = {"SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512"}
ROUNDS = 4096


class Refused(Exception):
    pass


class Plain:
    def __init__(self, user, password):
        self.expected = f"\0{user}\0{password}".encode()
        self.done = False

    def step(self, message):
        if not hmac.compare_digest(message, self.expected):
            raise Refused("wrong user or password")
        self.done = True
        return b""


class Scram:
    """RFC 5802, the server's side."""

    def __init__(self, algorithm, user, password):
        self.algorithm, self.user, self.password = algorithm, user, password
        self.first, self.done = None, False

    def _mac(self, key, text):
        return hmac.digest(key, text, self.algorithm)

    def step(self, message):
        if self.first is None:
            bare = message.decode().split(",", 2)[2]
            fields = dict(part.split("=", 1) for part in bare.split(","))
            if fields["n"] != self.user:
                raise Refused("wrong user or password")
            salt, self.own = os.urandom(16), base64.b64encode(os.urandom(18)).decode()
            self.salted = hashlib.pbkdf2_hmac(self.algorithm, self.password.encode(), salt, ROUNDS)
            answer = f"r={fields['r']}{self.own},s={base64.b64encode(salt).decode()},i={ROUNDS}"
            self.first = f"{bare},{answer}"
            return answer.encode()
        without, proof = message.decode().rsplit(",p=", 1)
        signed = f"{self.first},{without}".encode()
        client = self._mac(self.salted, b"Client Key")
        stored = hashlib.new(self.algorithm, client).digest()
        wanted = bytes(a ^ b for a, b in zip(client, self._mac(stored, signed)))
        # librdkafka 2.0 puts its own nonce in front once more; Kafka, too, looks at the end alone.
        if not without.endswith(self.own) or not hmac.compare_digest(base64.b64decode(proof), wanted):
            raise Refused("wrong user or password")
        self.done = True
        return b"v=" + base64.b64encode(self._mac(self._mac(self.salted, b"Server Key"), signed))


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Bearer:
    # RFC 8017 section 9.2: what stands before a SHA-256 digest that RSA signs.
    DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")

    def __init__(self, user, keys):
        self.user, self.keys, self.done = user, keys, False

    def step(self, message):
        """The client's only message: `n,,` and fields that are divided by the octet 1."""
        fields = dict(part.split("=", 1) for part in message.decode().split("\1")[1:] if part)
        signed, _, signature = fields["auth"].removeprefix("Bearer ").rpartition(".")
        head, claims = (json.loads(decoded(part)) for part in signed.split("."))
        if head["alg"] != "RS256" or not any(self._signs(key, signed, signature) for key in self.keys if key["kid"] == head["kid"]):
            raise Refused("nobody has signed this token")
        if claims["sub"] != self.user or claims["exp"] < time.time():
            raise Refused("not this user's token, or no more")
        self.done = True
        return b""

    def _signs(self, key, signed, signature):
        modulus, exponent = (int.from_bytes(decoded(key[part]), "big") for part in "ne")
        size = (modulus.bit_length() + 7) // 8
        end = self.DIGEST_INFO + hashlib.sha256(signed.encode()).digest()
        padded = b"\0\1" + b"\xff" * (size - len(end) - 3) + b"\0" + end
        return pow(int.from_bytes(decoded(signature), "big"), exponent, modulus).to_bytes(size, "big") == padded


class Gate:
    def __init__(self, user, password, port, broker_port, keys=None):
        self.user, self.password, self.port, self.broker_port, self.keys = user, password, port, broker_port, keys

    def _exchange(self, mechanism):
        if mechanism == "PLAIN":
            return Plain(self.user, self.password)
        if mechanism == "OAUTHBEARER" and self.keys:
            return Bearer(self.user, self.keys)
        return Scram(HASHES[mechanism], self.user, self.password) if mechanism in HASHES else None

    async def serve(self, reader, writer):
        try:
            broker = await asyncio.open_connection("127.0.0.1", self.broker_port)
            try:
                await self._sign_in(reader, writer, broker)
                await self._pass_on(reader, writer, broker)
            finally:
                broker[1].close()
        except (OSError, asyncio.IncompleteReadError, ValueError, KeyError, Refused):
            pass
        finally:
            writer.close()

    async def _ask(self, broker, frame):
        write_frame(broker[1], frame)
        return await read_frame(broker[0])

    async def _versions(self, version, frame, broker):
        """Version 0 alone, with the two requests that sign in."""
        if version > 0:
            return frame[4:8] + struct.pack(">hi", UNSUPPORTED_VERSION, 0)
        answer = await self._ask(broker, frame)
        count = Cursor(answer, 6).int32() + 2
        return answer[:6] + int32(count) + answer[10:] + struct.pack(">hhhhhh", SASL_HANDSHAKE, 0, 1, SASL_AUTHENTICATE, 0, 0)

    async def _sign_in(self, reader, writer, broker):
        exchange = None
        while self.user and not (exchange and exchange.done):
            frame = await read_frame(reader)
            key, version, body = header(frame)
            fields, failure = Cursor(frame, body), None
            if key == API_VERSIONS:
                answer = await self._versions(version, frame, broker)
            elif key == SASL_HANDSHAKE:
                exchange = self._exchange(fields.string())
                known = ["PLAIN", *HASHES, *(["OAUTHBEARER"] if self.keys else [])]
                answer = frame[4:8] + struct.pack(">hi", 0 if exchange else UNSUPPORTED_MECHANISM, len(known)) + b"".join(map(string, known))
            elif key == SASL_AUTHENTICATE and exchange:
                try:
                    said = exchange.step(fields.bytes())
                    answer = frame[4:8] + struct.pack(">hh", 0, -1) + int32(len(said)) + said
                except Refused as refused:
                    failure = refused
                    answer = frame[4:8] + struct.pack(">h", AUTHENTICATION_FAILED) + string(str(refused)) + int32(0)
            else:
                raise Refused(f"request {key} before signing in")
            write_frame(writer, answer)
            await writer.drain()
            if failure:
                raise failure

    async def _pass_on(self, reader, writer, broker):
        while True:
            frame = await read_frame(reader)
            key, version, body = header(frame)
            if key == API_VERSIONS:
                answer = await self._versions(version, frame, broker)
            elif key == 0 and messages.wants_no_answer(version, frame, body):
                write_frame(broker[1], frame)
                continue
            else:
                answer = await self._ask(broker, frame)
            if key == METADATA:
                answer = messages.readdress_metadata(version, answer, self.port)
            elif key == FIND_COORDINATOR:
                answer = messages.readdress_coordinator(version, answer, self.port)
            write_frame(writer, answer)
            await writer.drain()


async def main(certificate, key, client_ca, user, password, port, broker_port, jwks_url=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    if client_ca:
        context.load_verify_locations(client_ca)
        context.verify_mode = ssl.CERT_REQUIRED
    keys = json.load(urllib.request.urlopen(jwks_url))["keys"] if jwks_url else None
    gate = Gate(user, password, int(port), int(broker_port), keys)
    server = await asyncio.start_server(gate.serve, "127.0.0.1", int(port), ssl=context)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
