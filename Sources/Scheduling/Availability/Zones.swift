/// The time-zone rules in force.
package protocol Zones: Sendable {
    /// The zone of that IANA name (aliases included), or nil when there is no such name. Case counts.
    func zone(named name: String) -> Zone?

    /// The release of the rules, such as `2026f`.
    var version: String { get }
}
