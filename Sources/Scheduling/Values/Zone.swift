/// One time zone's rules.
package final class Zone: Sendable {
    /// The name it was asked for by.
    package let name: String

    init(name: String) { self.name = name }
}
