import Scheduling
import TestSupport
import Testing

struct MemoryStoreTests {
    @Test(arguments: StoreContract.checks)
    func `the store in memory keeps what every store promises`(check: StoreContract.Check) throws {
        let store = MemoryStore()
        try check.run(StoreContract { store })
    }

    @Test
    func `a store that is told to fail fails until it is told to work again`() throws {
        let store = MemoryStore()
        let fault = Fault(.unavailable, operation: "test", code: 1, detail: "away")
        store.fail(with: fault)
        #expect(throws: fault) { try store.schemaVersion() }
        store.fail(with: nil)
        #expect(try store.schemaVersion() == 1)
    }
}
