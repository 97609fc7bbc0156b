import HTTP
import Scheduling

extension JSONWriter {
    /// A moment in UTC; nil is `null`.
    mutating func member(_ name: StaticString, _ moment: Moment?) {
        if let moment {
            member(name) { moment.appendRFC3339(to: &$0, offsetSeconds: nil) }
        } else {
            member(name, nil as String?)
        }
    }

    /// A moment with the offset of a zone; a zone that the system no longer has is `null`.
    mutating func member(_ name: StaticString, _ moment: Moment, in zone: Zone?) {
        if let zone {
            let offset = zone.offsetSeconds(at: moment)
            member(name) { moment.appendRFC3339(to: &$0, offsetSeconds: offset) }
        } else {
            member(name, nil as String?)
        }
    }
}
