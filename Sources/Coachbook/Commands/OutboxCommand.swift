import ArgumentParser
import BookingStore
import HTTP
import Scheduling

/// `coachbook outbox`: what is queued, what was refused, what was given up.
struct OutboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "List messages, queue one again, give one up.",
        subcommands: [List.self, Retry.self, Discard.self]
    )

    /// `coachbook outbox list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List messages, newest first.")

        @Option(help: "Only those in this state: queued, sent, failed or dead.")
        var state: MessageState?

        @Option(help: "Only those of the brand with this slug.")
        var brand: String?

        @Option(help: "How many at most.")
        var limit = 100

        @OptionGroup var options: OperatorOptions

        func validate() throws {
            guard (1...10_000).contains(limit) else { throw ValidationError("--limit is 1 to 10000.") }
        }

        func run() throws {
            let store = try options.openStore()
            let brandID = try brand.map { slug in
                guard let found = try store.brand(slug: slug) else {
                    throw ValidationError("There is no brand \(slug).")
                }
                return found.id
            }
            options.list(try store.messages(in: state, of: brandID, limit: limit), line: line) { json, record in
                json.member("id", record.message.id.description)
                json.member("bookingId", record.message.bookingID.description)
                json.member("event", record.message.event.rawValue)
                json.member("recipient", record.message.recipient.rawValue)
                json.member("channel", record.message.channel.rawValue)
                json.member("state", record.state.rawValue)
                json.member("attempts", record.attempts)
                json.member("createdAt", record.message.createdAt.rfc3339)
                json.member("nextAttemptAt", record.nextAttemptAt?.rfc3339)
                json.member("sentAt", record.sentAt?.rfc3339)
                json.member("delivery", record.delivery?.rawValue)
                json.member("lastError", record.lastError)
            }
        }

        private func line(_ record: MessageRecord) -> String {
            let message = record.message
            let what = "\(message.event.rawValue) to \(message.recipient.rawValue) by \(message.channel.rawValue)"
            let error = record.lastError.map { ": \($0)" } ?? ""
            return "\(message.id)  \(message.createdAt.rfc3339)  \(record.state.rawValue)  \(what)\(error)"
        }
    }

    /// `coachbook outbox retry`.
    struct Retry: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Queue a refused or given-up message again.")

        @Argument(help: "The message's id.")
        var id: String

        @OptionGroup var options: OperatorOptions

        func run() throws {
            guard let id = ID<OutboxMessage>(id), try options.openStore().requeue(id, at: options.now) else {
                throw ValidationError("There is no refused or given-up message of this id.")
            }
            options.show("Queued \(id) again.") { $0.member("id", id.description) }
        }
    }

    /// `coachbook outbox discard`.
    struct Discard: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give up a queued message for good.")

        @Argument(help: "The message's id.")
        var id: String

        @OptionGroup var options: OperatorOptions

        func run() throws {
            guard let id = ID<OutboxMessage>(id), try options.openStore().discard(id, at: options.now) else {
                throw ValidationError("There is no queued message of this id.")
            }
            options.show("Discarded \(id).") { $0.member("id", id.description) }
        }
    }
}

extension MessageState: ExpressibleByArgument {}
