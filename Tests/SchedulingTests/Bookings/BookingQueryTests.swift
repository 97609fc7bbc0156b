import Scheduling
import TestSupport
import Testing

struct BookingQueryTests {
    @Test
    func `a new query asks for everything of the brand`() {
        let brand = ID<Brand>.new()
        let query = BookingQuery(brandID: brand, limit: 7)
        #expect(query.brandID == brand)
        #expect(query.limit == 7)
        #expect(!query.upcomingOnly)
        #expect(query.instructorID == nil && query.studentID == nil && query.status == nil)
        #expect(query.from == nil && query.to == nil && query.after == nil)
    }

    @Test
    func `a place in the order is set and taken away as a whole`() {
        let id = ID<Booking>.new()
        var query = BookingQuery(brandID: .new(), limit: 1)
        let without = query
        query.after = (.fixture, id)
        #expect(query.after?.startAt == .fixture)
        #expect(query.after?.id == id)
        #expect(query != without)
        query.after = nil
        #expect(query == without)
    }
}
