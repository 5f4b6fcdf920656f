#!/usr/bin/env python3
"""Makes vectors.json: ceremonies of authenticators that are not ours, and what must become of each.

usage: vectors.py make >vectors.json     needs soft-webauthn 0.1.4 (with fido2 < 2, cryptography < 45) of PyPI
       vectors.py check <vectors.json    needs webauthn 3 of PyPI, in an environment of its own: it must accept what we accept; where we
                                         are stricter is told
"""
import base64
import hashlib
import json
import struct
import sys

RP, ORIGIN = 'localhost', 'http://localhost:3010'
CHALLENGE = bytes(range(32))


def b64(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b'=').decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))


def client_data(kind, challenge=CHALLENGE, origin=ORIGIN, **more):
    return json.dumps({'type': kind, 'challenge': b64(challenge), 'origin': origin, **more}, separators=(',', ':')).encode()


def make():
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from fido2 import cbor
    from fido2.cose import ES256, RS256
    from soft_webauthn import SoftWebauthnDevice

    es256 = ec.derive_private_key(0x1234567890ABCDEF1234567890ABCDEF, ec.SECP256R1())
    rs256 = rsa.generate_private_key(65537, 2048)
    keys = {'es256': dict(ES256.from_cryptography_key(es256.public_key())),
            'rs256': dict(RS256.from_cryptography_key(rs256.public_key()))}
    credential = hashlib.sha256(b'credential').digest()

    def sign(kind, octets):
        if kind == 'es256':
            return es256.sign(octets, ec.ECDSA(hashes.SHA256()))
        return rs256.sign(octets, padding.PKCS1v15(), hashes.SHA256())

    def data(flags, count, attested=b'', rp=RP, extensions=b''):
        return hashlib.sha256(rp.encode()).digest() + bytes([flags]) + struct.pack('>I', count) + attested + extensions

    def attested(key, identifier=credential):
        return bytes(16) + struct.pack('>H', len(identifier)) + identifier + cbor.encode(key)

    registrations, assertions = [], []

    def registration(name, failure=None, client=None, auth=None, fmt='none', statement=None, octets=None):
        auth = data(0x45, 0, attested(keys['es256'])) if auth is None else auth
        registrations.append({
            'name': name, 'failure': failure, 'challenge': b64(CHALLENGE),
            'clientData': b64(client or client_data('webauthn.create')),
            'attestationObject': b64(octets or cbor.encode({'fmt': fmt, 'attStmt': statement or {}, 'authData': auth}))})

    def assertion(name, failure=None, kind='es256', client=None, auth=None, stored=0, signature=None):
        client = client or client_data('webauthn.get')
        auth = data(0x05, 1) if auth is None else auth
        signature = signature or sign(kind, auth + hashlib.sha256(client).digest())
        assertions.append({
            'name': name, 'failure': failure, 'challenge': b64(CHALLENGE), 'key': b64(cbor.encode(keys[kind])), 'signCount': stored,
            'clientData': b64(client), 'authenticatorData': b64(auth), 'signature': b64(signature)})

    good = cbor.encode({'fmt': 'none', 'attStmt': {}, 'authData': data(0x45, 0, attested(keys['es256']))})
    off_curve = {**keys['es256'], -3: bytes([keys['es256'][-3][0] ^ 1]) + keys['es256'][-3][1:]}
    registration('es256')
    registration('rs256', auth=data(0x45, 7, attested(keys['rs256'])))
    registration('synced', auth=data(0x5D, 0, attested(keys['es256'])))
    registration('with an extension', auth=data(0xC5, 0, attested(keys['es256']), extensions=cbor.encode({'credProtect': 2})))
    registration('a member more in the client data', client=client_data('webauthn.create', crossOrigin=False, other='x'))
    registration('an assertion', 'wrong_type', client=client_data('webauthn.get'))
    registration('another challenge', 'wrong_challenge', client=client_data('webauthn.create', bytes(32)))
    registration('another origin', 'wrong_origin', client=client_data('webauthn.create', origin='http://localhost:3011'))
    registration('another scheme', 'wrong_origin', client=client_data('webauthn.create', origin='https://localhost:3010'))
    registration('in a frame of another site', 'cross_origin', client=client_data('webauthn.create', crossOrigin=True))
    registration('another site', 'wrong_relying_party', auth=data(0x45, 0, attested(keys['es256']), rp='localhost.example'))
    registration('nobody there', 'user_not_present', auth=data(0x44, 0, attested(keys['es256'])))
    registration('nobody verified', 'user_not_verified', auth=data(0x41, 0, attested(keys['es256'])))
    registration('backed up, not eligible', 'malformed', auth=data(0x55, 0, attested(keys['es256'])))
    registration('no credential', 'malformed', auth=data(0x05, 0))
    registration('a point off the curve', 'unsupported_key', auth=data(0x45, 0, attested(off_curve)))
    registration('another curve', 'unsupported_key', auth=data(0x45, 0, attested({**keys['es256'], -1: 2})))
    registration('another algorithm', 'unsupported_key', auth=data(0x45, 0, attested({**keys['es256'], 3: -8})))
    registration('a short RSA key', 'unsupported_key',
                 auth=data(0x45, 0, attested({**keys['rs256'], -1: keys['rs256'][-1][:128]})))
    registration('an even RSA exponent', 'unsupported_key', auth=data(0x45, 0, attested({**keys['rs256'], -2: b'\x04'})))
    registration('octets behind', 'malformed', octets=good + b'\0')
    registration('cut', 'malformed', octets=good[:-1])
    registration('octets behind the authenticator data', 'malformed', auth=data(0x45, 0, attested(keys['es256'])) + b'\0')
    registration('an endless map', 'malformed', octets=b'\xbf' + good[1:] + b'\xff')
    registration('a key twice', 'malformed', octets=b'\xa4' + good[1:] + b'\x63fmt\x64none')
    registration('none with a statement', 'malformed', statement={'sig': b'x'})
    registration('a credential id too long', 'malformed', auth=data(0x45, 0, attested(keys['es256'], bytes(1024))))
    registration('client data that are no JSON', 'malformed', client=b'{')

    assertion('es256')
    assertion('rs256', kind='rs256')
    assertion('no counter', auth=data(0x05, 0))
    assertion('a counter that grows', auth=data(0x1D, 9), stored=8)
    assertion('a counter that stands', 'counter_went_back', auth=data(0x05, 8), stored=8)
    assertion('a counter that goes back', 'counter_went_back', auth=data(0x05, 7), stored=8)
    assertion('a counter that is gone', 'counter_went_back', auth=data(0x05, 0), stored=8)
    assertion('a registration', 'wrong_type', client=client_data('webauthn.create'))
    assertion('another challenge', 'wrong_challenge', client=client_data('webauthn.get', bytes(32)))
    assertion('another origin', 'wrong_origin', client=client_data('webauthn.get', origin='http://127.0.0.1:3010'))
    assertion('in a frame of another site', 'cross_origin', client=client_data('webauthn.get', crossOrigin=True))
    assertion('another site', 'wrong_relying_party', auth=data(0x05, 1, rp='clinic.example'))
    assertion('nobody there', 'user_not_present', auth=data(0x04, 1))
    assertion('nobody verified', 'user_not_verified', auth=data(0x01, 1))
    assertion('signed by another', 'wrong_signature', signature=sign('es256', b'something else'))
    assertion('signed raw', 'wrong_signature', signature=bytes(64))
    assertion('a signature of another kind', 'wrong_signature', signature=sign('rs256', b'x'))
    assertion('cut', 'malformed', auth=data(0x05, 1)[:-1])
    assertion('octets behind', 'malformed', auth=data(0x05, 1) + b'\0')

    # What soft-webauthn makes verifies nobody; the flag, and the signature over it, are set here.
    device = SoftWebauthnDevice()
    made = device.create({'publicKey': {
        'rp': {'id': RP, 'name': 'Clinic'}, 'user': {'id': b'ann', 'name': 'ann', 'displayName': 'Ann'}, 'challenge': CHALLENGE,
        'pubKeyCredParams': [{'type': 'public-key', 'alg': -7}], 'attestation': 'none'}}, ORIGIN)['response']
    registrations.append({
        'name': 'soft-webauthn', 'failure': 'user_not_verified', 'challenge': b64(CHALLENGE),
        'clientData': b64(made['clientDataJSON']), 'attestationObject': b64(made['attestationObject'])})
    attestation = cbor.decode(made['attestationObject'])
    auth = bytearray(attestation['authData'])
    auth[32] |= 0x04
    registrations.append({
        'name': 'soft-webauthn, verified', 'failure': None, 'challenge': b64(CHALLENGE), 'clientData': b64(made['clientDataJSON']),
        'attestationObject': b64(cbor.encode({**attestation, 'authData': bytes(auth)}))})
    key = b64(cbor.encode(dict(ES256.from_cryptography_key(device.private_key.public_key()))))
    shown = device.get({'publicKey': {'challenge': CHALLENGE, 'rpId': RP}}, ORIGIN)['response']
    common = {'challenge': b64(CHALLENGE), 'key': key, 'signCount': 0, 'clientData': b64(shown['clientDataJSON'])}
    assertions.append({'name': 'soft-webauthn', 'failure': 'user_not_verified', **common,
                       'authenticatorData': b64(shown['authenticatorData']), 'signature': b64(shown['signature'])})
    auth = bytearray(shown['authenticatorData'])
    auth[32] |= 0x04
    signed = bytes(auth) + hashlib.sha256(shown['clientDataJSON']).digest()
    assertions.append({'name': 'soft-webauthn, verified', 'failure': None, **common, 'authenticatorData': b64(bytes(auth)),
                       'signature': b64(device.private_key.sign(signed, ec.ECDSA(hashes.SHA256())))})
    json.dump({'rp': RP, 'origin': ORIGIN, 'registrations': registrations, 'assertions': assertions}, sys.stdout)
    print()


def check():
    import webauthn
    vectors = json.load(sys.stdin)
    wrong = 0

    def judge(kind, vector, verify):
        nonlocal wrong
        try:
            verify()
            refused = None
        except Exception as error:  # whatever it throws is a refusal
            refused = f'{type(error).__name__}: {error}'
        if refused and not vector['failure']:
            wrong += 1
            print(f'{kind} "{vector["name"]}" is accepted here; there: {refused}')
        elif vector['failure'] and not refused:
            print(f'{kind} "{vector["name"]}" is accepted there; {vector["failure"]} here')

    for vector in vectors['registrations']:
        credential = {
            'id': 'AA', 'rawId': 'AA', 'type': 'public-key',
            'response': {'clientDataJSON': vector['clientData'], 'attestationObject': vector['attestationObject']}}
        judge('registration', vector, lambda: webauthn.verify_registration_response(
            credential=credential, expected_challenge=unb64(vector['challenge']), expected_rp_id=vectors['rp'],
            expected_origin=vectors['origin'], require_user_verification=True))
    for vector in vectors['assertions']:
        credential = {
            'id': 'AA', 'rawId': 'AA', 'type': 'public-key',
            'response': {'clientDataJSON': vector['clientData'], 'authenticatorData': vector['authenticatorData'],
                         'signature': vector['signature']}}
        judge('assertion', vector, lambda: webauthn.verify_authentication_response(
            credential=credential, expected_challenge=unb64(vector['challenge']), expected_rp_id=vectors['rp'],
            expected_origin=vectors['origin'], credential_public_key=unb64(vector['key']),
            credential_current_sign_count=vector['signCount'], require_user_verification=True))
    print(f'{len(vectors["registrations"])} registrations, {len(vectors["assertions"])} assertions, {wrong} refused there alone')
    sys.exit(wrong > 0)


if __name__ == '__main__':
    {'make': make, 'check': check}[sys.argv[1]]()
