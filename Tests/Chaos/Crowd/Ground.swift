import BookingStore
import HTTP
import Scheduling
import TestSupport

/// Where a crowd acts: an address that answers, and what can be booked there.
///
/// It needs no `Stack`: a test that runs its own servers makes a ground from the port of its nginx and a store, lets a
/// `Crowd` loose on it, disturbs what it likes, ends the crowd and audits its ledger against any of its databases:
///
///     let ground = try Ground(client: HTTPClient(port: port), store: MariaDBStore(url))
///     let crowd = Crowd(on: ground, clients: 12, seed: 1)
///     …                                          // kill what you like; crowd.ledger tells how it goes
///     crowd.end()                                // every request has a clear outcome now, or it is a complaint
///     let audit = try Audit(of: crowd.ledger, on: ground, in: sql)
///     #expect(audit.findings == [])
struct Ground: Sendable {
    /// An instructor in one brand.
    struct Place: Sendable {
        let seed: SeededBrand
        let instructor: Instructor
    }

    /// Speaks to nginx; waits longer than nginx does.
    let client: HTTPClient

    /// What can be booked.
    let places: [Place]

    /// Adds two brands: one instructor works for both, with different buffers, and each has one of its own.
    ///
    /// Between the two buffers lies what only the instructor's lock can refuse, not the guard's primary key.
    init(client: HTTPClient, store: MariaDBStore) throws {
        self.client = HTTPClient(port: client.port, timeoutSeconds: 60)
        let narrow = AvailabilityRules.everyDay { $0.settings.bufferMinutes = 0 }
        let wide = AvailabilityRules.everyDay { $0.settings.bufferMinutes = 60 }
        let first = try SeededBrand(in: store, rules: narrow)
        let second = try SeededBrand(in: store, instructor: first.instructor, rules: wide)
        places = [
            Place(seed: first, instructor: first.instructor),
            Place(seed: second, instructor: first.instructor),
            Place(seed: first, instructor: try first.addInstructor(rules: narrow, in: store).instructor),
            Place(seed: second, instructor: try second.addInstructor(rules: wide, in: store).instructor),
        ]
    }

    /// The brands as a list of SQL.
    var brandList: String { list(places.map { "\($0.seed.brand.id)" }) }

    /// The instructors as a list of SQL.
    var instructorList: String { list(places.map { "\($0.instructor.id)" }) }

    private func list(_ ids: [String]) -> String { Set(ids).sorted().map { "'\($0)'" }.joined(separator: ", ") }
}
