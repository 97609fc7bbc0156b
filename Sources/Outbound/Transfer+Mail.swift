import CCurl

/// A mail and where it goes.
package struct MailSubmission: Sendable {
    /// The address in MAIL FROM.
    package let sender: String

    /// The address in RCPT TO.
    package let recipient: String

    /// The whole message, lines ended by CRLF (RFC 5322).
    package let message: [UInt8]

    package init(sender: String, recipient: String, message: [UInt8]) {
        self.sender = sender
        self.recipient = recipient
        self.message = message
    }
}

/// A submission server and our account there.
package struct MailAccount: Sendable {
    /// Where it listens: `smtps://`, or `smtp://` which turns to TLS or is given up.
    package let server: ServiceURL

    /// The name for the login.
    package let user: String

    /// The password for the login.
    package let password: String

    package init(server: ServiceURL, user: String, password: String) {
        self.server = server
        self.user = user
        self.password = password
    }
}

/// The submission server's last word.
package struct MailReply: Hashable, Sendable {
    /// The reply code: 250 when the mail was taken, 4xx or 5xx when it was not (RFC 5321 §4.2).
    package let code: Int

    /// The words after the code.
    ///
    /// They may name the recipient: never log them as they are.
    package let text: String

    package init(code: Int, text: String) {
        self.code = code
        self.text = text
    }
}

extension Transfer {
    /// Submits one mail, over TLS and with a login, and waits for the server's word.
    ///
    /// When a server falls silent this can take twice the timeouts, because libcurl still says QUIT.
    ///
    /// - Returns: the reply to the mail, or to the command that was refused before it; 535 for a refused login.
    /// - Throws: `TransferFailure`; it is `unknown` only once the mail's last byte had been sent.
    package func submit(
        _ mail: MailSubmission,
        through account: MailAccount,
        within timeouts: Timeouts
    ) throws(TransferFailure) -> MailReply {
        guard account.server.scheme == .smtps || account.server.scheme == .smtp else {
            throw .unsendable(reason: "The mail server's address is not smtps:// or smtp://.")
        }
        guard isMailPath(mail.sender), isMailPath(mail.recipient) else {
            throw .unsendable(reason: "An address is not one that SMTP can carry.")
        }
        let handle = try prepare(account.server.text, at: account.server, within: timeouts)
        let exchange = CurlExchange(answerLimit: 65_536, upload: mail.message)
        handle.connect(to: exchange)
        handle.set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        handle.set(CURLOPT_USERNAME, account.user)
        handle.set(CURLOPT_PASSWORD, account.password)
        handle.set(CURLOPT_MAIL_FROM, mail.sender)
        handle.set(CURLOPT_MAIL_RCPT, list: [mail.recipient])
        handle.set(CURLOPT_UPLOAD, 1)
        handle.set(CURLOPT_INFILESIZE_LARGE, size: mail.message.count)
        // On a kept connection that has died, libcurl would submit the mail a second time by itself.
        handle.set(CURLOPT_FRESH_CONNECT, 1)
        // After the deadline libcurl still says QUIT, and would wait two minutes for the answer to that.
        handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, (timeouts.totalMilliseconds + 999) / 1_000)
        let code = handle.perform()
        if code == CURLE_OK { return MailReply(code: 250, text: lastReply(exchange.lines)) }
        if code == CURLE_LOGIN_DENIED { return MailReply(code: 535, text: lastReply(exchange.lines)) }
        if handle.status >= 400 { return MailReply(code: handle.status, text: lastReply(exchange.lines)) }
        throw failure(code, mayHaveArrived: exchange.uploadIsOut)
    }
}

/// The last line that the server said, without its three digits and the separator.
private func lastReply(_ lines: [String]) -> String {
    String((lines.last ?? "").dropFirst(4))
}

/// Whether an address fits MAIL FROM and RCPT TO without SMTPUTF8, and has no character that could end the command.
private func isMailPath(_ text: String) -> Bool {
    text.utf8.count <= 254 && text.contains("@")
        && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>()[]\\,;:\"".utf8.contains($0) }
}
