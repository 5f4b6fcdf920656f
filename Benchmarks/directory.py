#!/usr/bin/env python3
"""The part of the auth service that a booking asks: everybody is a doctor. usage: directory.py PORT"""
import http.server
import json
import sys


class Directory(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = json.dumps({"id": self.path.rsplit("/", 1)[-1], "name": "Ada Lovelace", "role": "DOCTOR", "active": True}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Directory).serve_forever()
