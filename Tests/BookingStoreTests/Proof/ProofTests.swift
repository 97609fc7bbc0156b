@testable import BookingStore
import Scheduling
import TestSupport
import Testing

/// What is called clean, and that nothing else is.
@Suite(.serialized, .enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct ProofTests {
    @Test
    func `two brands in which everything has happened are clean in the eyes of the server's own user`() throws {
        let chronicle = try Chronicle.shared()
        let proof = try #require(chronicle.proof)
        for finding in proof.findings { #expect(finding.violations == [], "\(finding.invariant.name)") }
        #expect(proof.isClean)
        for subject in Subject.allCases { #expect(proof.counts[subject] ?? 0 > 0, "\(subject)") }
        for status in BookingStatus.allCases {
            #expect(try chronicle.sql.number("SELECT COUNT(*) FROM bookings WHERE status = '\(status.rawValue)'") > 0)
        }
        for state in MessageState.allCases {
            #expect(
                try chronicle.sql.number("SELECT COUNT(*) FROM notifications WHERE state = '\(state.rawValue)'") > 0
            )
        }
    }

    @Test(arguments: Plant.all)
    func `what is wrong is found under its name, with its ids, and nothing else`(plant: Plant) throws {
        let chronicle = try Chronicle.shared()
        let ids = try plant.ids.flatMap { id in
            let text = chronicle.named(id)
            return text.hasPrefix("SELECT") ? try chronicle.sql.rows(text).map { $0[0] } : [text]
        }
        let proof = try Proof(on: chronicle.plant(plant.statements))
        #expect(!proof.isClean)
        let found = proof.findings.filter { !$0.violations.isEmpty }
        #expect(found.map(\.invariant.name) == [plant.invariant], "\(found.map { ($0.invariant.name, $0.violations) })")
        #expect(Set(found.flatMap { $0.violations.map(\.id) }) == Set(ids))
    }

    @Test func `what people are told of a new place is nothing wrong`() throws {
        let proof = try Proof(on: Chronicle.shared().plant([Plant.message("moved", "relocated", revision: 3)]))
        #expect(proof.findings.flatMap(\.violations) == [])
    }

    @Test func `what people are told of changed clocks is nothing wrong`() throws {
        let move = "UPDATE notifications SET event = 'zone_moved' WHERE booking_id = '{moved}' AND event = 'moved'"
        let proof = try Proof(
            on: Chronicle.shared().plant([move, Plant.message("moved", "zone_conflict", revision: 2)])
        )
        #expect(proof.findings.flatMap(\.violations) == [])
    }

    @Test func `every invariant is broken by some test, and has a name of its own`() {
        let names = Invariant.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Set(Plant.all.map(\.invariant)) == Set(names))
    }
}
