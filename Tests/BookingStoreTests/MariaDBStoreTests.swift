import BookingStore
import Scheduling
import TestSupport
import Testing

@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct MariaDBStoreTests {
    @Test(arguments: StoreContract.checks)
    func `the store on MariaDB keeps what every store promises`(check: StoreContract.Check) throws {
        let url = try TestDatabase.shared().migrated()
        try check.run(StoreContract { MariaDBStore(url) })
    }

    @Test
    func `the schema version is the newest migration, and 0 before the first`() throws {
        let database = try TestDatabase.shared()
        #expect(try MariaDBStore(database.empty()).schemaVersion() == 0)
        let newest = try #require(try Migrations(directory: TestDatabase.migrations).files.last?.version)
        #expect(try MariaDBStore(database.migrated()).schemaVersion() == newest)
    }
}
