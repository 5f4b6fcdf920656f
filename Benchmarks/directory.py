#!/usr/bin/env python3
"""What the appointment service asks of auth: everybody is a doctor, 200 have a specialization. usage: directory.py PORT"""
import http.server
import json
import sys


class Directory(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one packet.
    wbufsize = 1 << 16

    def do_GET(self):
        if self.path.startswith("/internal/doctors"):
            ids = [f"00000000-0000-4000-a500-{number:012x}" for number in range(200)]
            answer = {"doctors": [{"id": each, "name": f"Ada Lovelace {each[-2:]}", "specialization": "Dermatology"} for each in ids]}
        else:
            answer = {"id": self.path.rsplit("/", 1)[-1], "name": "Ada Lovelace", "role": "DOCTOR", "active": True}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Directory).serve_forever()
