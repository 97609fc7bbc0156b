import Scheduling
import TestSupport

/// A booking that a client of a crowd asks for, under one key and in the same words however often.
struct Order: Sendable {
    let place: World<Stack>
    let startAt: String
    let key: String
    /// Who asks; nil is a guest, who changes the booking by its manage link.
    let token: String?
    let isByStaff: Bool
    let hasPhone: Bool
    let json: String

    /// Takes what is wanted.
    ///
    /// - Parameters:
    ///   - place: of whom.
    ///   - startAt: when.
    ///   - key: the Idempotency-Key; the booking's notes name it too, so that it is known in the database.
    ///   - person: 0 the student, 1 a guest, 2 the brand's back end, 3 an admin.
    ///   - number: of the client, for addresses of its own.
    init(_ place: World<Stack>, startAt: String, key: String, person: Int, _ number: Int) {
        self.place = place
        self.startAt = startAt
        self.key = key
        token = [place.studentToken, nil, place.service, place.admin][person]
        isByStaff = person >= 2
        hasPhone = person == 0 || number.isMultiple(of: 2)
        let phone = hasPhone ? #","phone":"+4915100\#(10_000 + number)""# : ""
        let student =
            #","student":{"firstName":"Gil","lastName":"Guest","email":"crowd\#(number)@guests.example"\#(phone)}"#
        json =
            #"{"instructorId":"\#(place.instructor.id)","startAt":"\#(startAt)","sessionMinutes":60,"#
            + #""studentTimezone":"Europe/Berlin","notes":"\#(key)"\#(person == 0 ? "" : student)}"#
    }
}
