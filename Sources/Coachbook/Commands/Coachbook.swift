import ArgumentParser
import Scheduling

/// The one binary: a server, and the operator's commands.
@main
struct Coachbook: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coachbook",
        abstract: "Bookings for 1:1 coaching sessions, on your own server.",
        subcommands: [
            Serve.self, Demo.self, Migrate.self, Doctor.self, DispatchCommand.self, Remind.self, OutboxCommand.self,
            InboxCommand.self, ProveCommand.self, ConflictsCommand.self,
            KeyCommand.self, BrandCommand.self, InstructorCommand.self, StudentCommand.self, TokenCommand.self,
        ]
    )

    /// Runs the command that the arguments name; a failure is one line on standard error.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as Fault {
            exit(withError: CommandFailure(description: sentence(for: error)))
        } catch {
            exit(withError: error)
        }
    }
}

/// A fault in words, so that the argument parser prints it as it prints its own errors.
private struct CommandFailure: Error, CustomStringConvertible {
    let description: String
}
