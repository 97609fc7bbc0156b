import Foundation
import TestSupport
import Testing

@testable import Notifications

struct TwilioSignatureTests {
    private let url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    private let simple =
        "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212"
    private let signature = "RSOYDt4T1cUTdK1PDd93/VVr8B8="

    private func isValid(_ signature: String, _ url: String, _ form: String, _ token: String = "12345") -> Bool {
        TwilioSignature.isValid(signature, url: url, form: FormFields(Array(form.utf8)), token: token)
    }

    @Test func `Twilio's own examples are accepted`() {
        #expect(isValid(signature, url, simple))
        #expect(
            isValid(
                "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
                url,
                "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234"
            )
        )
        #expect(
            isValid(
                "FK2FssaHRr2a1w61RnCL0I+vuQI=",
                "https://book.example.com/api/hooks/twilio",
                "AccountSid=AC0&ApiVersion=2010-04-01&ErrorCode=30003&From=%2B15005550001"
                    + "&MessageSid=SM00000000000000000000000000000001&MessageStatus=undelivered&To=%2B15005550006"
            )
        )
    }

    @Test func `the standard port may be named or not`() {
        #expect(isValid(signature, "https://mycompany.com:443/myapp.php?foo=1&bar=2", simple))
        // Made for the URL with `:443`.
        #expect(isValid("kvajT1Ptam85bY51eRf/AJRuM3w=", url, simple))
        #expect(!isValid(signature, "http://mycompany.com/myapp.php?foo=1&bar=2", simple))
    }

    @Test(arguments: ["", "RSOYDt4T1cUTdK1PDd93/VVr8B9=", "RSOYDt4T1cUTdK1PDd93/VVr8B8", "not base64", "AAAA"])
    func `another signature is refused`(signature: String) {
        #expect(!isValid(signature, url, simple))
    }

    @Test func `a changed form, URL or token is refused`() {
        #expect(!isValid(signature, url, simple + "&Extra=1"))
        #expect(!isValid(signature, url + "&baz=3", simple))
        #expect(!isValid(signature, url, simple, "12346"))
        #expect(!isValid("", url, simple, ""))
    }

    @Test(.enabled(if: PythonTools.areInstalled, "\(PythonTools.absence)"))
    func `what Twilio's library signs is accepted`() throws {
        struct Case: Decodable {
            let url: String
            let form: String
            let signature: String
            let token: String
        }
        let lines = try PythonTools.run("signatures.py", ["twilio"])
        #expect(lines.count == 200)
        for line in lines {
            let given = try JSONDecoder().decode(Case.self, from: Data(line.utf8))
            #expect(isValid(given.signature, given.url, given.form, given.token), "\(line)")
            #expect(!isValid(given.signature, given.url, given.form + "&x=1", given.token))
        }
    }
}
