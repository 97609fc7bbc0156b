import BookingStore
import Scheduling

/// An error as one line for an operator.
func sentence(for error: any Error) -> String {
    if let fault = error as? Fault, fault.isMissingTable {
        return "The database lacks tables of this release; run coachbook migrate."
    }
    if let fault = error as? Fault { return "\(fault.operation): \(fault.detail) (\(fault.code))" }
    return "\(error)"
}
