import Glibc
import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// Logs: whatever is sent, a line is one JSON object that nobody can forge, and no log holds a secret or a person.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct LogTests {
    private static let poison = [
        "a\nb", "a\r\nb", "a\r\n{\"level\":\"error\",\"message\":\"forged\"}", "\",\"status\":\"200\",\"x\":\"",
        "\u{1B}[2J\u{1B}[31m",
        "\\", "\\\"", "\u{0}", "\u{85}\u{2028}\u{2029}", "\u{202E}", "%0d%0a{\"forged\":1}", "%00", "%1b[31m",
        "\u{FF}\u{FE}",
        "\u{7F}", "$request_id", "${uri}", String(repeating: "x", count: 6_000), "'", "\t",
    ]

    /// The objects of a log; a line that is none is recorded as an issue.
    private func lines(_ path: String) -> [[String: JSONValue]] {
        contents(of: path).split(separator: "\n", omittingEmptySubsequences: true).compactMap { line in
            guard case .object(let members) = try? JSONValue.parse(Array(line.utf8)) else {
                Issue.record("no JSON: \(line.prefix(500))")
                return nil
            }
            return members
        }
    }

    @Test func `a line stays one line, whatever is put into it`() throws {
        let stack = try Stack(.init(ownServer: true))
        let world = try World(in: stack)
        let booking = try #require(world.book(day(5, at: "10:00"), as: world.studentToken).json["booking"]["id"].text)
        stack.server.kill()
        var sent = 0
        for poison in Self.poison {
            for name in [
                "X-Brand", "Host", "User-Agent", "Referer", "Authorization", "X-Forwarded-For", "X-Request-Id",
                "Cookie",
                "Idempotency-Key", "If-Match", "X-Booking-Cron-Secret", "Content-Type", "X-\(poison)",
            ] {
                let raw =
                    "PATCH /api/bookings/\(booking) HTTP/1.1\r\nHost: h\r\n\(name): \(poison)\r\n"
                    + "X-Brand: \(world.brand.slug)"
                    + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                _ = try? stack.client.exchange(Array(raw.utf8))
                sent += 1
            }
            for target in [
                "/\(poison)", "/api/bookings/\(poison)", "/api/bookings?\(poison)", "/m/\(poison)", "http://\(poison)/",
            ] {
                for method in ["GET", "P\(poison)"] {
                    let raw =
                        "\(method) \(target) HTTP/1.1\r\nHost: h\r\nX-Brand: \(world.brand.slug)\r\n"
                        + "Connection: close\r\n\r\n"
                    _ = try? stack.client.exchange(Array(raw.utf8))
                    sent += 1
                }
            }
        }
        let access = lines(stack.accessLogPath)
        #expect(access.count > sent / 2)
        for line in access {
            #expect(line.count == 12 && line["forged"] == nil, "\(line)")
            #expect(line["status"]?.text?.count == 3 && line["requestId"]?.text?.count == 32, "\(line)")
            #expect(line["path"]?.text?.contains("?") == false, "\(line)")
        }
        let own = lines(stack.logPath)
        #expect(own.contains { $0["message"]?.text == "request failed" })
        for line in own { #expect(line["message"]?.text != "forged" && line["time"] != nil, "\(line)") }
        // What a terminal would obey stands in no log.
        for path in [stack.accessLogPath, stack.logPath] {
            #expect(!contents(of: path).utf8.contains { $0 < 0x20 && $0 != 0x0A }, "\(path)")
        }
    }

    private static let secrets = [
        "password of the database": "pw8YxK2mQz", "cron's secret": "cron-secret-h7Jw2",
        "hook's secret": "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u",
        "secret key": Stack.secretKey,
        "Resend's key": FakeProviders.resendKey, "Twilio's token": FakeProviders.authToken,
        "e-mail": "zelda.zorn@guests.example", "first name": "Zeldaxq", "last name": "Zornxq",
        "phone": "+4915199887766",
        "notes": "a note that is nobodys business", "location": "Secretstreet 17", "reason": "because of my illness",
        "payment": "pi_3Qsecretpayment", "idempotency key": "key-9c2f7e-private",
        "address of the instructor": "nils@instructors.example",
    ]

    @Test func `no secret and no person is in any log, output or list of processes`() throws {
        let providers = try FakeProviders()
        let stack = try Stack(
            .init(
                ownServer: true,
                databasePassword: Self.secrets["password of the database"],
                environment: providers.settings + [
                    "BOOKING_REMINDER_CRON_SECRET=\(Self.secrets["cron's secret"] ?? "")",
                    "RESEND_WEBHOOK_SECRET=\(Self.secrets["hook's secret"] ?? "")",
                ]
            )
        )
        let cast = try Cast(in: stack)
        var secrets = Array(Self.secrets.values)
        secrets += Asker.allCases.compactMap { $0.token(in: cast) }
        secrets.append(try live(cast, providers))
        let commands = try [
            stack.coachbook("doctor"), stack.coachbook("doctor", "--json"), stack.coachbook("outbox", "list"),
            stack.coachbook("token", "list", "--brand", cast.own.brand.slug), stack.coachbook("dispatch"),
            stack.coachbook("remind"), stack.coachbook("migrate", "--directory", "\(Checkout.path)/sql"),
        ].map(\.output)
        let processes = try Program.run("ps", ["-eo", "args"]).output
        stack.server.kill()
        let headers = [("Idempotency-Key", Self.secrets["idempotency key"] ?? "")]
        for asker in Asker.allCases {
            _ = try cast.own.send("GET", "/api/bookings/\(cast.booking)", as: asker.token(in: cast), headers: headers)
            _ = try cast.own.send(
                "POST",
                "/api/bookings",
                as: asker.token(in: cast),
                headers: headers,
                json: guest(cast, 31)
            )
            _ = try cast.own.send("GET", "/\(cast.own.brand.slug)/m/\(asker.token(in: cast) ?? "")")
        }
        let broken = try [stack.coachbook("doctor"), stack.coachbook("dispatch"), stack.coachbook("outbox", "list")]
            .map(\.output)
        stack.service.send(SIGKILL)
        #expect(waitUntil(milliseconds: 20_000) { (try? cast.own.send("GET", "/healthz").status) == 503 })
        for token in [cast.link, cast.own.admin] {
            _ = try cast.own.send("GET", "/\(cast.own.brand.slug)/m/\(token)?token=\(token)", as: token)
        }
        let places = [
            "nginx's access log": contents(of: stack.accessLogPath),
            "nginx's own log": contents(of: stack.nginxLogPath),
            "the workers' log": contents(of: stack.logPath), "commands": (commands + broken).joined(), "ps": processes,
        ]
        for (place, text) in places {
            #expect(!text.isEmpty || place == "nginx's own log")
            for secret in secrets { #expect(!text.contains(secret), "\(place) holds \(secret)") }
        }
        #expect(places["nginx's access log"]?.contains("/m/…") == true)
        #expect(places["the workers' log"]?.contains("request failed") == true)
    }

    private func guest(_ cast: Cast, _ days: Int) -> String {
        let s = Self.secrets
        let person =
            #"{"firstName":"\#(s["first name"] ?? "")","lastName":"\#(s["last name"] ?? "")","#
            + #""email":"\#(s["e-mail"] ?? "")","phone":"\#(s["phone"] ?? "")"}"#
        return cast.own.request(day(days, at: "10:00")).dropLast() + #","notes":"\#(s["notes"] ?? "")","#
            + #""location":"\#(s["location"] ?? "")","student":\#(person)}"#
    }

    /// Books, pays, cancels, is refused, meets refusing providers; answers a manage link's secret.
    private func live(_ cast: Cast, _ providers: FakeProviders) throws -> String {
        let key = [("Idempotency-Key", Self.secrets["idempotency key"] ?? "")]
        providers.misbehave(
            .resend,
            .answer(status: 422, body: #"{"name":"validation_error","message":"zelda.zorn@guests.example is bad"}"#),
            .answer(status: 401, body: #"{"name":"invalid_api_key","message":"re_fake_key is invalid"}"#),
            .dropUnprocessed
        )
        providers.misbehave(.twilio, .answer(status: 400, body: #"{"code":21211,"message":"To +4915199887766"}"#))
        let made = try cast.own.send("POST", "/api/bookings", as: cast.own.admin, headers: key, json: guest(cast, 30))
        #expect(made.status == 201, "\(made.text)")
        let id = try #require(made.json["booking"]["id"].text)
        _ = try cast.own.change(id, payment(Self.secrets["payment"] ?? ""), as: cast.own.admin)
        _ = try cast.own.change(id, payment("wrong \(Self.secrets["payment"] ?? "")"), as: cast.own.admin)
        let reason = #"{"status":"cancelled","cancellationReason":"\#(Self.secrets["reason"] ?? "")"}"#
        #expect(try cast.own.change(id, reason, as: cast.own.admin).status == 200)
        for asker in Asker.allCases {
            let token = asker.token(in: cast)
            _ = try cast.own.send("GET", "/api/bookings?limit=\(token ?? "")&cursor=x", as: token)
            _ = try cast.own.send("GET", "/\(cast.own.brand.slug)/m/\(token ?? "")", as: token)
            _ = try cast.own.send("POST", "/api/bookings", as: token, headers: key, json: guest(cast, 30) + "}")
            _ = try cast.own.send("POST", "/api/bookings", as: token, headers: key + key, json: guest(cast, 32))
        }
        let cron = [("X-Booking-Cron-Secret", Self.secrets["cron's secret"] ?? "")]
        #expect(try cast.own.send("POST", "/api/bookings/reminders", headers: cron).status == 200)
        let hook = [("Svix-Signature", "v1,AAAA"), ("Svix-Id", "1"), ("Svix-Timestamp", "1")]
        _ = try cast.own.send("POST", "/api/hooks/resend", headers: hook, json: guest(cast, 30))
        return String(try #require(made.json["manageUrl"].text?.split(separator: "/").last))
    }
}
