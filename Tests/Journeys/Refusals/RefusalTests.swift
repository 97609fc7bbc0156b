import HTTP
import Scheduling
import TestSupport
import Testing

/// Every refusal of the contract, reached through nginx, and what it leaves behind: nothing.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct RefusalTests {
    @Test(arguments: RefusalCase.all)
    func `a refusal has its status and code and changes nothing`(refusal: RefusalCase) throws {
        let brands = try RefusalBrands.shared()
        let request = try refusal.prepare(brands)
        let before = try brands.home.stack.sql.dump(brands.dumpStatements)
        let answer = try request()
        let after = try brands.home.stack.sql.dump(brands.dumpStatements)
        #expect(keptByTheBackground(after).symmetricDifference(keptByTheBackground(before)) == [])
        #expect(answer.status == refusal.status, "\(answer.text)")
        #expect(answer.code == refusal.code, "\(answer.text)")
        #expect(answer.headers["content-type"] == "application/problem+json")
        #expect(answer.json["type"].text == "about:blank")
        #expect(answer.json["status"].number == refusal.status)
        for name in ["title", "detail", "requestId"] {
            #expect(answer.json[name].text?.isEmpty == false, "\(name) in \(answer.text)")
        }
        if let field = refusal.field {
            #expect(answer.json["errors"].elements.contains { $0["field"].text == field }, "\(answer.text)")
            #expect(answer.json["field"].text != nil)
        }
        if let reason = refusal.reason { #expect(answer.json["reason"].text == reason) }
        for (name, value) in refusal.headers { #expect(answer.headers[name] == value) }
        #expect(brands.home.stack.faults() == [])
    }

    @Test func `the cases reach every code that a request can`() {
        let codes = Set(RefusalCase.all.map(\.code))
        // Limits, a lost database and a key in use have tests of their own.
        let contract: Set<String> = [
            "malformed_json", "invalid_field", "no_changes", "missing_header", "unauthorized", "forbidden",
            "guests_not_allowed", "brand_not_found", "not_found", "method_not_allowed", "slot_unavailable",
            "status_conflict", "payment_already_used", "version_conflict",
            "payload_too_large", "unsupported_media_type", "past_cutoff", "payment_required", "payment_rejected",
            "session_not_started", "notes_before_session", "idempotency_mismatch", "too_many_open",
        ]
        #expect(contract.subtracting(codes) == [])
        let reasons = Set(RefusalCase.all.compactMap(\.reason))
        #expect(reasons == Set(SlotReason.allCases.map(\.rawValue)))
    }

    @Test func `the document names every code that a request can be refused with`() throws {
        let document = try ContractDocument(of: Stack.shared().client)
        let reached = Set(RefusalCase.all.map(\.code))
        // Limits, a lost database, a key in use and broken HTTP have tests of their own.
        let others: Set<String> = ["rate_limited", "unavailable", "idempotency_in_progress", "bad_request"]
        #expect(reached.subtracting(document.codes) == ["method_not_allowed"])
        #expect(document.codes.subtracting(reached) == others)
    }
}

/// The rows, and of each queued message only its first columns: the background tries it whenever it is due.
private func keptByTheBackground(_ rows: Set<String>) -> Set<String> {
    Set(
        rows.compactMap { row in
            // A refused request changes nothing but counters.
            if row.hasPrefix("guest_counts\t") { return nil }
            guard row.hasPrefix("notifications\t") else { return row }
            return row.split(separator: "\t").prefix(9).joined(separator: "\t")
        }
    )
}
