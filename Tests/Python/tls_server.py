"""A server on 127.0.0.1 with a certificate of its own: python3 tls_server.py https|smtps|smtp DIRECTORY

Writes DIRECTORY/certificate.pem, then DIRECTORY/port. Each mail that arrives is a line of JSON in DIRECTORY/mails.
Recipients of mails choose what happens: refused@, later@, silent@ (taken, but no answer), anything else is taken.
"""

import asyncio
import base64
import json
import os
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult

kind, directory = sys.argv[1:]
certificate = os.path.join(directory, "certificate.pem")
key = os.path.join(directory, "key.pem")


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.1.1 No such user refused@example.com here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        recipient = envelope.rcpt_tos[0]
        if recipient.startswith("later@"):
            return "451 4.7.1 Try again later"
        with open(os.path.join(directory, "mails"), "a") as mails:
            mail = {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "user": session.auth_data.decode(),
                "message": base64.b64encode(envelope.original_content).decode(),
            }
            mails.write(json.dumps(mail) + "\n")
        if recipient.startswith("silent@"):
            await asyncio.sleep(3600)
        return "250 2.0.0 Ok queued as 4fGh7"


def authenticate(server, session, envelope, mechanism, data):
    taken = data.login == b"resend" and data.password == b"re_smtp_key"
    return AuthResult(success=taken, handled=False, auth_data=data.login)


async def answer(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
    await writer.drain()
    writer.close()


async def main():
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    if kind == "https":
        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    else:
        options = dict(authenticator=authenticate, auth_required=True, hostname="mail.test")
        if kind == "smtp":
            options |= dict(tls_context=context, require_starttls=True)
        else:
            options |= dict(auth_require_tls=False)
        server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(Handler(), **options), "127.0.0.1", 0, ssl=context if kind == "smtps" else None
        )
    with open(os.path.join(directory, "port.new"), "w") as port:
        port.write(str(server.sockets[0].getsockname()[1]))
    os.rename(os.path.join(directory, "port.new"), os.path.join(directory, "port"))
    await server.serve_forever()


asyncio.run(main())
