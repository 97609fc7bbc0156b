import Outbound
import TestSupport
import Testing

@Suite(.enabled(if: PythonTools.areInstalled, "\(PythonTools.absence)"))
struct TransferMailTests {
    private let timeouts = Timeouts(totalMilliseconds: 10_000)
    private let message = Array("Subject: x\r\n\r\n.leading dot\r\n".utf8)

    private func mail(to recipient: String) -> MailSubmission {
        MailSubmission(sender: "bookings@example.com", recipient: recipient, message: message)
    }

    private func account(_ server: TLSServer, _ scheme: String, password: String = "re_smtp_key") throws -> MailAccount
    {
        let url = try #require(ServiceURL("\(scheme)://127.0.0.1:\(server.port)"))
        return MailAccount(server: url, user: "resend", password: password)
    }

    private func transfer(_ server: TLSServer) -> Transfer {
        Transfer(userAgent: "Coachbook/test", authorities: server.certificatePath)
    }

    @Test(arguments: ["smtps", "smtp"])
    func `a mail is taken over TLS with a login`(scheme: String) throws {
        let server = try TLSServer(scheme)
        let reply = try transfer(server).submit(
            mail(to: "ana@example.com"),
            through: account(server, scheme),
            within: timeouts
        )
        #expect(reply == MailReply(code: 250, text: "2.0.0 Ok queued as 4fGh7"))
        #expect(server.mails.count == 1)
        #expect(server.mails.first?.contains("\"user\": \"resend\"") == true)
        // U3ViamVjdDogeA0KDQoubGVhZGluZyBkb3QNCg== is the message: the dot is neither lost nor doubled.
        #expect(server.mails.first?.contains("U3ViamVjdDogeA0KDQoubGVhZGluZyBkb3QNCg==") == true)
    }

    @Test func `refusals are the server's words`() throws {
        let server = try TLSServer("smtps")
        let transfer = transfer(server)
        let account = try account(server, "smtps")
        #expect(try transfer.submit(mail(to: "refused@example.com"), through: account, within: timeouts).code == 550)
        #expect(try transfer.submit(mail(to: "later@example.com"), through: account, within: timeouts).code == 451)
        let wrong = try self.account(server, "smtps", password: "wrong")
        #expect(try transfer.submit(mail(to: "ana@example.com"), through: wrong, within: timeouts).code == 535)
        #expect(server.mails.isEmpty)
    }

    @Test func `a server that falls silent after the mail leaves its fate unknown`() throws {
        let server = try TLSServer("smtps")
        let account = try account(server, "smtps")
        let carrier = transfer(server)
        let start = ContinuousClock.now
        do throws(TransferFailure) {
            let timeouts = Timeouts(totalMilliseconds: 2_000)
            _ = try carrier.submit(mail(to: "silent@example.com"), through: account, within: timeouts)
            Issue.record("there was no answer")
        } catch {
            guard case .unknown = error else {
                Issue.record("the mail was taken: \(error)")
                return
            }
        }
        #expect(ContinuousClock.now - start < .seconds(8))
        #expect(server.mails.count == 1)
    }

    @Test func `a server that nobody vouches for gets nothing`() throws {
        let server = try TLSServer("smtps")
        let account = try account(server, "smtps")
        do throws(TransferFailure) {
            _ = try Transfer(userAgent: "x").submit(mail(to: "ana@example.com"), through: account, within: timeouts)
            Issue.record("the certificate is not trusted")
        } catch {
            guard case .notReached = error else {
                Issue.record("nothing was sent: \(error)")
                return
            }
        }
        #expect(server.mails.isEmpty)
    }

    @Test(arguments: ["ana@example.com>\r\nDATA", "a b@example.com", "<ana@example.com>", "ana", "änä@example.com"])
    func `an address that SMTP cannot carry is not sent to`(recipient: String) throws {
        let url = try #require(ServiceURL("smtps://127.0.0.1:1"))
        let account = MailAccount(server: url, user: "resend", password: "x")
        #expect(throws: TransferFailure.unsendable(reason: "An address is not one that SMTP can carry.")) {
            try Transfer(userAgent: "x").submit(mail(to: recipient), through: account, within: timeouts)
        }
    }
}
