import LocalStack
import TestSupport
import Testing

/// A database that was brought back without what guards its calendar.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct RestoredTests {
    @Test(arguments: [
        """
        DROP TRIGGER bookings_take_time; DROP TRIGGER bookings_give_time_back; DROP TRIGGER bookings_move_time
        """,
        "DROP USER 'coachbook_guard'@'localhost'",
    ])
    func `nothing serves or calls it well until it has been migrated again`(harm: String) throws {
        let stack = try Stack(.init(ownServer: true))
        let world = try World(in: stack)
        let granted = "BOOKING_DATABASE_URL=\(try stack.database.grantedURL())"
        try stack.sql.rows(harm)
        let ready = try stack.client.send("GET", "/readyz")
        #expect(ready.status == 503)
        #expect(ready.json["detail"].text?.contains("run coachbook migrate") == true)
        let doctor = try stack.coachbook(["doctor"], setting: [granted])
        #expect(doctor.exitCode == 1)
        #expect(doctor.output.contains("FAIL  calendar guard: The "))
        let proof = try stack.coachbook(["prove"], setting: [granted])
        #expect(proof.exitCode == 1)
        #expect(proof.output.contains("FAIL  guarded: 1 of 0 bookings."))
        let place = try TemporaryDirectory()
        let serve = try stack.coachbook(["serve"], setting: [granted, "BOOKING_LISTEN=\(place.path)/s"])
        #expect(serve.exitCode != 0)
        #expect(serve.output.split(separator: "\n").count == 1 && serve.output.contains("run coachbook migrate"))
        let migrated = try stack.coachbook(["migrate", "--directory", "\(Checkout.path)/sql"])
        #expect(migrated.output == "Nothing to apply. Put the triggers that guard the calendar in place.\n")
        #expect(try stack.client.send("GET", "/readyz").status == 200)
        #expect(try world.book(day(5, at: "10:00"), as: world.studentToken).status == 201)
        try stack.expectProven()
    }
}
