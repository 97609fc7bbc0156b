"""Signatures by the providers' own libraries.

python3 signatures.py twilio          prints cases as lines of JSON: url, form, signature, token
python3 signatures.py webhooks        prints cases as lines of JSON: id, timestamp, body, signature, secret
python3 signatures.py verify FILE     reads such lines, and prints how many of them both libraries accept
"""

import base64
import json
import random
import sys
import time
from datetime import datetime, timezone
from urllib.parse import urlencode

import standardwebhooks
import svix
from twilio.request_validator import RequestValidator

random.seed(7)
LETTERS = "aZ09 +&=%_-~.é–😀ßñ/\\\"'<>?#\n"


class Form(dict):
    """A form in which names repeat, as web frameworks give it to the validator."""

    def getall(self, name):
        return self[name]


def text(most):
    return "".join(random.choice(LETTERS) for _ in range(random.randint(0, most)))


def twilio():
    for number in range(200):
        token = "token%d" % number
        names = random.sample(["From", "To", "Body", "MessageSid", "a", "A", "é", "AddOns", "Digits", "ß"], 6)
        form = Form({name: [text(12) for _ in range(random.choice([1, 1, 1, 2, 3]))] for name in names})
        port = random.choice(["", "", ":443", ":8443"])
        url = "https://book.example.com%s/api/hooks/twilio/status%s" % (port, random.choice(["", "?n=ntf_1&x=%20y"]))
        validator = RequestValidator(token)
        signature = validator.compute_signature(url, form)
        assert validator.validate(url, form, signature)
        body = urlencode([(name, value) for name in names for value in form[name]])
        yield {"url": url, "form": body, "signature": signature, "token": token}


def webhooks():
    now = int(time.time())
    for number in range(100):
        secret = "whsec_" + base64.b64encode(random.randbytes(random.randint(24, 64))).decode()
        body = json.dumps({"type": "email.delivered", "data": {"note": text(40)}}, ensure_ascii=False)
        identifier = "msg_%d" % number
        library = random.choice([svix.Webhook, standardwebhooks.Webhook])
        moment = datetime.fromtimestamp(now - random.randint(0, 200), timezone.utc)
        signature = library(secret).sign(identifier, moment, body)
        seconds = str(int(moment.timestamp()))
        yield {"id": identifier, "timestamp": seconds, "body": body, "signature": signature, "secret": secret}


def verify(path):
    accepted = 0
    for line in open(path, encoding="utf-8"):
        case = json.loads(line)
        for library, prefix in [(svix.Webhook, "svix"), (standardwebhooks.Webhook, "webhook")]:
            headers = {
                prefix + "-id": case["id"],
                prefix + "-timestamp": case["timestamp"],
                prefix + "-signature": case["signature"],
            }
            library(case["secret"]).verify(case["body"], headers)
        accepted += 1
    print(accepted)


if sys.argv[1] == "verify":
    verify(sys.argv[2])
else:
    for case in {"twilio": twilio, "webhooks": webhooks}[sys.argv[1]]():
        print(json.dumps(case))
