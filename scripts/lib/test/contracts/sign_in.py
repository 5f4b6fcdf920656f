"""For schemathesis: every request comes from a session of its own, because some of them end it; half of those about one thing are about
one that is there."""
import json
import os
import random
import urllib.request

import schemathesis


@schemathesis.auth(refresh_interval=None)
class SignIn:
    def get(self, case, context):
        body = json.dumps({"email": os.environ["EMAIL"], "password": os.environ["PASSWORD"]}).encode()
        request = urllib.request.Request(
            os.environ["AUTH_URL"] + "/api/auth/login", data=body, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)["accessToken"]

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    if os.environ["KNOWN_ID"] and path_parameters and "id" in path_parameters and random.random() < 0.5:
        path_parameters["id"] = os.environ["KNOWN_ID"]
    return path_parameters
