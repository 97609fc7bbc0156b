@testable import BookingStore
import Scheduling
import Testing

/// `Fault+MariaDB`.
struct FaultTests {
    @Test(arguments: [
        1040, 1041, 1180, 1203, 1226, 1290, 1317, 1969, 2002, 2003, 2006, 2013, 2014, 1047, 1053, 1927, 1213, 1205,
        1020,
    ])
    func `what may pass is unavailable`(code: UInt32) {
        #expect(Fault(code: code, message: "", operation: "test").kind == .unavailable)
    }

    @Test(arguments: [1044, 1045, 1049, 1054, 1062, 1064, 1146, 1406, 1452, 4025])
    func `what is wrong with us is broken`(code: UInt32) {
        #expect(Fault(code: code, message: "", operation: "test").kind == .broken)
    }

    @Test
    func `only conflicts are tried again, and only a broken session is replaced`() {
        let faults = [1213, 1205, 1020, 2006, 2013, 1927, 1062].map { Fault(code: $0, message: "", operation: "test") }
        #expect(faults.map(\.isConflict) == [true, true, true, false, false, false, false])
        #expect(faults.map(\.isConnectionLost) == [false, false, false, true, true, true, false])
    }

    @Test(arguments: [
        (
            UInt32(1062), "Duplicate entry 'id-ana@x.example' for key 'students_email_unique'",
            "duplicate key students_email_unique"
        ),
        (
            1292, "Incorrect datetime value: 'ana@x.example' for column `a`.`b` at row 1",
            "Incorrect datetime value: … for column `a`.`b` at row 1"
        ),
        (1406, "Data too long for column 'notes' at row 1", "Data too long for column 'notes' at row 1"),
    ])
    func `the text for the log holds no values`(code: UInt32, message: String, detail: String) {
        #expect(Fault(code: code, message: message, operation: "test").detail == detail)
    }

    @Test(arguments: [
        ("Duplicate entry 'id-ana@x.example' for key 'students_email_unique'", "students_email_unique"),
        ("Duplicate entry '0190-5984500' for key 'PRIMARY'", "PRIMARY"),
        ("Duplicate entry 'it's for key 'PRIMARY'' for key 'brands_slug_unique'", "brands_slug_unique"),
        ("Duplicate entry 'a' for key 'brands.brands_slug_unique'", "brands_slug_unique"),
        ("", ""),
    ])
    func `a duplicate names its key, whatever the value says`(message: String, key: String) {
        let fault = Fault(code: 1062, message: message, operation: "test")
        #expect(fault.key == key)
        #expect(fault.kind == .broken)
        #expect(UniqueKey.allCases.filter { fault.isDuplicate(of: $0) }.map(\.rawValue) == (key.isEmpty ? [] : [key]))
    }

    @Test
    func `another fault has no key`() {
        let fault = Fault(code: 1406, message: "Data too long for key 'PRIMARY'", operation: "test")
        #expect(fault.key == nil)
    }
}
