import Glibc
import Notifications
import Scheduling
import System

/// A way out that sends nothing: each message becomes a file, for demos and for trying out templates.
struct FileInbox: Sendable {
    /// Where the files are; made when the first message comes.
    let directory: String

    /// The same channels, with this inbox for those that are not configured.
    func completing(_ configured: Channels) -> Channels {
        var channels = configured
        if channels.email == nil {
            channels.email = { letter, _ in keep(letter.readable, as: letter.name) }
            channels.kept.insert(.email)
        }
        if channels.sms == nil {
            channels.sms = { message, _ in keep("To: \(message.to) (SMS)\n\n\(message.body)\n", as: message.reference) }
            channels.kept.insert(.sms)
        }
        return channels
    }

    /// What has landed here, in the order in which it came; empty when there is no directory.
    func messages() -> [(name: String, text: String)] {
        let names = ((try? entries(of: directory)) ?? []).map(\.name).filter { $0.hasSuffix(".txt") }
        let found = names.compactMap { name -> (at: Int, name: String)? in
            var status = stat()
            guard stat("\(directory)/\(name)", &status) == 0 else { return nil }
            return (status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec, name)
        }
        return found.sorted { $0 < $1 }.compactMap { file in
            let bytes = try? readFile("\(directory)/\(file.name)")
            return bytes.map { (file.name, String(decoding: $0, as: UTF8.self)) }
        }
    }

    /// A message's file; the same message, sent again, is the same file.
    private func path(of key: String) -> String {
        "\(directory)/\(String(key.map { $0 == "/" ? "_" : $0 })).txt"
    }

    private func keep(_ text: String, as key: String) -> Outcome {
        mkdir(directory, 0o700)
        guard let file = fopen(path(of: key), "w") else {
            return .retry(afterSeconds: nil, reason: "the inbox cannot be written (errno \(errno))")
        }
        let written = fputs(text, file) >= 0
        guard fclose(file) == 0, written else {
            return .retry(afterSeconds: nil, reason: "the inbox cannot be written (errno \(errno))")
        }
        return .accepted(providerID: key)
    }
}

extension Letter {
    /// Names the message: what follows in the key tells its links apart, and one with another link takes its place here.
    fileprivate var name: String { idempotencyKey.split(separator: "/").prefix(4).joined(separator: "/") }

    /// The e-mail as a person reads it in a file.
    fileprivate var readable: String {
        let answers = replyTo.map { "Reply-To: \($0)\n" } ?? ""
        let calendar = invitation.map {
            "\n--- invite.ics (\($0.method))\n\(String(decoding: $0.calendar, as: UTF8.self))"
        }
        return "From: \(from)\nTo: \(to)\n\(answers)Subject: \(subject)\n\n\(text)\(calendar ?? "")"
    }
}
