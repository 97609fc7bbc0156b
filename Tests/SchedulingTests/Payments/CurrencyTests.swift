import Scheduling
import Testing

struct CurrencyTests {
    @Test(arguments: ["EUR", "eur", "Usd", "ISK", "XAF", "XCG", "zwg"])
    func `money in circulation is known in any case`(text: String) {
        #expect(Currency.code(text) == text.uppercased())
    }

    @Test(arguments: [
        "", "EU", "EURO", "E R", "€UR", "XXX", "XTS", "XAU", "XAG", "XDR", "CHE", "CLF", "ANG", "BGN", "HRK", "DEM",
        "ZZZ",
        "e\u{301}ur", "ＥＵＲ", "EU\u{0}",
    ])
    func `what nobody pays with is no currency`(text: String) {
        #expect(Currency.code(text) == nil)
    }
}
