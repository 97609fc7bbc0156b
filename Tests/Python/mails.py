"""Reads a mail as Python's standard library does: python3 mails.py BASE64 prints JSON, defects included."""

import base64
import json
import sys
from email import message_from_bytes, policy

message = message_from_bytes(base64.b64decode(sys.argv[1]), policy=policy.SMTP)
headers = {name.lower(): str(value) for name, value in message.items()}
parts = [
    {
        "type": part.get_content_type(),
        "method": part.get_param("method"),
        "file": part.get_filename(),
        "content": part.get_payload(decode=True).decode(),
    }
    for part in message.walk()
    if not part.is_multipart()
]
defects = [str(defect) for part in message.walk() for defect in part.defects]
defects += [str(defect) for value in message.values() for defect in value.defects]
tree = [part.get_content_type() for part in message.walk()]
print(json.dumps({"headers": headers, "parts": parts, "defects": defects, "tree": tree}))
