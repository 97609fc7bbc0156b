import BookingAPI
import Scheduling

/// Words of the contract that have one form: what is read, written and read again stays the same.
@Sendable
func word(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    if let moment = Moment(rfc3339: text) {
        expect((0...253_402_300_799).contains(moment.seconds), "\(text) lies outside the years 1970 to 9999")
        expect(
            moment.rfc3339.utf8.count == 20 && Moment(rfc3339: moment.rfc3339) == moment,
            "\(text): \(moment.rfc3339)"
        )
        // The digits that were read are those that the clock there shows: no minute 60 becomes the next hour's first.
        let shown = moment.rfc3339(offsetSeconds: offset(of: input)).utf8.prefix(19)
        expect(shown.elementsEqual(input[..<10] + [UInt8(ascii: "T")] + input[11..<19]), "\(text) is \(moment.rfc3339)")
        for offset in [-64_800, -12_660, 0, 20_700, 50_400] {
            let local = moment.rfc3339(offsetSeconds: offset)
            let isInRange = (0...253_402_300_799).contains(moment.seconds + offset)
            expect(!isInRange || Moment(rfc3339: local) == moment, "\(text) is written \(local)")
        }
    }
    if let written = WrittenMoment(rfc3339: text) {
        expect(
            (0...253_402_300_799).contains(written.nextSecond.seconds),
            "\(text) lies outside the years 1970 to 9999"
        )
        expect(written.isWhole == (Moment(rfc3339: text) != nil), "\(text) is whole in one way only")
    }
    if let date = LocalDate(text) { expect(date.description.utf8.elementsEqual(input), "\(text) is \(date)") }
    if let time = LocalTime(text) { expect(time.description.utf8.elementsEqual(input), "\(text) is \(time)") }
    if let id = ID<Booking>(text) {
        expect(
            id.description.utf8.elementsEqual(text.lowercased().utf8) && ID(id.description) == id,
            "\(text) is \(id)"
        )
    }
    if let address = mailAddress(text) {
        expect(mailAddress(address) == address && address.utf8.allSatisfy { (0x21...0x7E).contains($0) }, address)
        expect(!address.utf8.contains { "<>()[],;:\"\\".utf8.contains($0) }, address)
        expect(address.utf8.count { $0 == UInt8(ascii: "@") } == 1, address)
    }
    if let phone = phoneNumber(text) {
        expect(phone == text && phone.wholeMatch(of: /\+[1-9][0-9]{6,14}/) != nil, phone)
    }
}

/// The offset at the end of an RFC 3339 text, in seconds east of UTC.
private func offset(of text: [UInt8]) -> Int {
    let tail = text.suffix(6)
    guard let sign = tail.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return 0 }
    let digits = tail.dropFirst().filter { $0 != UInt8(ascii: ":") }.map { Int($0) - 48 }
    let minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
    return minutes * (sign == UInt8(ascii: "-") ? -60 : 60)
}
