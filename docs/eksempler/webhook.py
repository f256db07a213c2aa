"""A receiver of webhooks that checks the signature, with nothing but Python: webhook.py SECRET [PORT]."""
import base64
import hashlib
import hmac
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = base64.b64decode(sys.argv[1].removeprefix("whsec_"))
seen = set()  # in a real system: where the message is stored, in the same transaction


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        id, at = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        mac = hmac.new(SECRET, f"{id}.{at}.".encode() + body, hashlib.sha256).digest()
        signed = "v1," + base64.b64encode(mac).decode()
        ours = any(hmac.compare_digest(signed, s) for s in self.headers["webhook-signature"].split())
        if not ours or abs(time.time() - int(at)) > 300:
            self.send_response(401)
        else:
            event = json.loads(body)
            if id not in seen:  # a message may come more than once
                seen.add(id)
                print(event["type"], event.get("subject"), flush=True)
            self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 9000), Receiver).serve_forever()
