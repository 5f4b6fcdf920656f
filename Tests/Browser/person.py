"""Somebody at the API without a browser: registers, signs in, asks; and has the cookies for a browser to go on with."""
import http.cookiejar
import json
import urllib.error
import urllib.request

PASSWORD = "clinic-demo-1"


class Person:
    def __init__(self, url):
        self.url, self.jar = url, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def call(self, method, path, body=None):
        """(status, body), as `Browser.call` answers."""
        request = urllib.request.Request(self.url + path, method=method, data=None if body is None else json.dumps(body).encode(),
                                         headers={} if body is None else {"Content-Type": "application/json"})
        try:
            answer = self.opener.open(request, timeout=60)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            text = answer.read()
            return answer.status, json.loads(text) if text else None

    def enter(self, path, body):
        status, answer = self.call("POST", path, body)
        if status not in (200, 201):
            raise AssertionError(f"{path}: {status} {answer}")

    @property
    def cookies(self):
        """As Network.setCookie takes them."""
        return [{"name": each.name, "value": each.value, "path": each.path, "secure": each.secure, "sameSite": each.get_nonstandard_attr("SameSite"),
                 "httpOnly": each.has_nonstandard_attr("HttpOnly"), **({"expires": each.expires} if each.expires else {})} for each in self.jar]
