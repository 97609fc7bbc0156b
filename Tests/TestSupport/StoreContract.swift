import Testing

/// What every store promises, as checks that a suite runs one by one.
///
/// Each check makes its own brands and people, so checks may share one database and run at the same time.
package struct StoreContract: Sendable {
    /// One promise.
    package struct Check: Sendable, CustomTestStringConvertible {
        /// The promise as a sentence.
        package let testDescription: String

        private let body: @Sendable (StoreContract) throws -> Void

        init(_ promise: String, _ body: @escaping @Sendable (StoreContract) throws -> Void) {
            testDescription = promise
            self.body = body
        }

        /// Holds the stores of that contract to the promise.
        package func run(_ contract: StoreContract) throws { try body(contract) }
    }

    /// Every promise.
    package static let checks: [Check] =
        brands + people + tokens + rules + busy + guards + bookings + listing + holds + transactions + payments
        + idempotency + reminders + reminderLeases + remindersSent + leases + attempts + results + operators + due
        + reports + blocks + promises + promiseRaces + order + remindersOtherwise + links + guests

    /// Opens one more store on the same data, for the thread that calls.
    package let makeStore: @Sendable () throws -> any TestStore

    /// Takes the way to open a store.
    ///
    /// - Parameter makeStore: opens one more store on the same data each time it is called, on the thread that calls.
    package init(makeStore: @escaping @Sendable () throws -> any TestStore) {
        self.makeStore = makeStore
    }
}
