/// What use cases and endpoints need from storage about messages.
///
/// Every method throws `Fault` when the storage is away or broken. What belongs to another brand is never found.
package protocol Messages {
    /// A booking of that brand with its brand and instructor, as they are now; nil when there is none.
    func subject(of bookingID: ID<Booking>, in brandID: ID<Brand>) throws -> MessageSubject?

    /// The messages of a booking with what became of them, oldest first.
    func messages(of bookingID: ID<Booking>, in brandID: ID<Brand>) throws -> [MessageRecord]

    /// Takes a provider's report about a message that it carried.
    ///
    /// A report that was taken before, or that comes after a later one, changes nothing. A message whose outcome is unknown
    /// is sent, when its provider reports about it.
    ///
    /// - Parameters:
    ///   - report: what the provider says, its signature checked.
    ///   - now: the present moment.
    /// - Throws: `Fault`.
    /// - Returns: whether it changed something.
    func receive(_ report: DeliveryReport, at now: Moment) throws -> Bool
}
