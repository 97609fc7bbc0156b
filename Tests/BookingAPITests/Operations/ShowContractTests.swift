@testable import BookingAPI
import HTTP
import Scheduling
import TestSupport
import Testing

/// The document of `GET /api/openapi.json` beside the table of routes.
struct ShowContractTests {
    private let app: TestApp
    private let document: ContractDocument

    init() throws {
        app = try TestApp()
        let answer = app.send(Request(id: "r1", method: "GET", path: "/api/openapi.json"))
        #expect(answer.status == 200)
        document = try ContractDocument(answer.body)
    }

    @Test
    func `the document describes the routes, all of them and no others`() {
        let described = document.operations.map { $0.name.replacing("{", with: ":").replacing("}", with: "") }
        #expect(described.sorted() == routes.map { "\($0.method) \($0.path.joined(separator: "/"))" }.sorted())
        #expect(document.json["openapi"].text?.hasPrefix("3.1.") == true)
    }

    @Test
    func `it says of each route whether a visitor may call it`() throws {
        for operation in document.operations {
            let target = operation.name.replacing("{bookingId}", with: "1").replacing("{studentId}", with: "1")
            let status = try app.send(target, remoteAddress: "127.0.0.1").status
            // Hooks know their senders by a signature, and miss it before anything else.
            let isRefused = status == 401 || target.contains("/hooks/") && status == 400
            #expect(operation.isForVisitors == !isRefused, "\(target): \(status)")
            #expect(!operation.json["security"].elements.isEmpty, "\(target)")
        }
    }

    @Test
    func `every operation has a name of its own, and the answers that all have`() {
        let names = document.operations.map { $0.json["operationId"].text ?? "" }
        #expect(Set(names).count == names.count && !names.contains(""))
        for operation in document.operations {
            #expect(operation.statuses.isSuperset(of: ["400", "429", "503"]), "\(operation.name)")
            #expect(operation.statuses.contains { $0.hasPrefix("2") }, "\(operation.name)")
            #expect(operation.json["summary"].text?.hasSuffix(".") == true, "\(operation.name)")
        }
    }

    @Test
    func `the limits it names are the ones that are kept`() {
        let schemas = document.json["components"]["schemas"]
        let limits = [
            ("sessionMinutes", SettingsLimits.sessionMinutes), ("bufferMinutes", SettingsLimits.bufferMinutes),
            ("slotIntervalMinutes", SettingsLimits.slotIntervalMinutes),
            ("minimumNoticeMinutes", SettingsLimits.minimumNoticeMinutes),
            ("advanceBookingDays", SettingsLimits.advanceBookingDays),
            ("cancellationCutoffHours", SettingsLimits.cancellationCutoffHours),
            ("maximumSessionsPerDay", SettingsLimits.maximumSessionsPerDay),
        ]
        for (name, limit) in limits {
            let property = schemas["RulesChange"]["properties"][name]
            #expect(property["minimum"] == .integer(limit.lowerBound), "\(name)")
            #expect(property["maximum"] == .integer(limit.upperBound), "\(name)")
        }
        let booking = schemas["BookingRequest"]["properties"]
        #expect(booking["notes"]["maxLength"] == .integer(BookingLimits.notes))
        #expect(booking["location"]["maxLength"] == .integer(BookingLimits.location))
        let reasons = schemas["Problem"]["properties"]["reason"]["enum"].elements
        #expect(Set(reasons.compactMap(\.text)) == Set(SlotReason.allCases.map(\.rawValue)))
    }
}
