import ArgumentParser
import Glibc
import Notifications

/// `coachbook inbox`: what students and instructors would have got, where messages land in files instead.
struct InboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: "Show the messages that landed in a demo's inbox, oldest first.",
        discussion: "The demo sets \(SettingName.inbox) to <directory>/inbox when no provider is configured."
    )

    @Option(help: "The demo's directory.")
    var directory = ".demo"

    func run() throws {
        let messages = FileInbox(directory: "\(directory)/inbox").messages()
        if messages.isEmpty { print("Nothing yet.") }
        for message in messages { print("=== \(message.name)\n\(message.text)\n") }
    }
}
