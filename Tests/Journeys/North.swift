import HTTP
import Scheduling
import TestSupport

extension World where Place == Stack {
    /// The school `north`, alone on a stack: Ida teaches on weekdays, 09:00-17:00 Berlin time, and Sam learns.
    static func north(_ options: Stack.Options = .init()) throws -> World {
        try World(
            in: Stack(options),
            brand: .fixture(slug: "north", name: "North", paymentPolicy: .trusted),
            instructor: .fixture(firstName: "Ida", lastName: "Brandt", email: "ida@example.com"),
            student: .fixture(
                contact: .fixture(firstName: "Sam", lastName: "Reed", email: "sam@example.com", phone: "+447700900123")
            ),
            rules: .fixture()
        )
    }

    /// Starts that can be booked, a good while ahead.
    func starts() throws -> [String] {
        let answer = try send("GET", "/api/bookings/availability?instructorId=\(instructor.id)&days=14")
        return answer.json["slots"].elements.compactMap { $0["startAt"].text }.suffix(60)
    }
}
