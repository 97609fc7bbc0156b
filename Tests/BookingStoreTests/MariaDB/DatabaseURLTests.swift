import BookingStore
import Testing

struct DatabaseURLTests {
    @Test
    func `a URL names user, password, host, port and database`() throws {
        let url = try DatabaseURL("mariadb://booker:secret@db.example:3307/coachbook")
        #expect(url.user == "booker")
        #expect(url.password == "secret")
        #expect(url.hosts.map(\.name) == ["db.example"])
        #expect(url.hosts.map(\.port) == [3307])
        #expect(url.database == "coachbook")
        #expect(url.socket == nil)
    }

    @Test
    func `a URL may leave out the port and the password, and name a socket`() throws {
        let url = try DatabaseURL("mariadb://booker@localhost/coachbook?socket=/run/my%20sql/m.sock")
        #expect(url.password == nil)
        #expect(url.hosts.map(\.port) == [3306])
        #expect(url.socket == "/run/my sql/m.sock")
    }

    @Test
    func `several hosts keep their order and their ports`() throws {
        let url = try DatabaseURL("mariadb://u:p@one,two:3310,[2001:db8::1]:3311,[::1]/name")
        #expect(url.hosts.map(\.name) == ["one", "two", "2001:db8::1", "::1"])
        #expect(url.hosts.map(\.port) == [3306, 3310, 3311, 3306])
    }

    @Test
    func `percent-encoding is undone in user, password and database`() throws {
        let url = try DatabaseURL("mariadb://b%40x:p%3A%2F%40%25%C3%BC@h/n%20m")
        #expect(url.user == "b@x")
        #expect(url.password == "p:/@%ü")
        #expect(url.database == "n m")
    }

    @Test
    func `encryption is asked for, with the system's authorities or one's own`() throws {
        for local in ["localhost", "127.0.0.1", "127.0.0.1,127.0.0.2:3307", "[::1]"] {
            #expect(try !DatabaseURL("mariadb://u@\(local)/n").isEncrypted)
            #expect(try DatabaseURL("mariadb://u@\(local)/n?tls=on").isEncrypted)
        }
        for far in ["h", "10.0.0.1", "127.0.0.1,h", "[2001:db8::1]", "localhost.example"] {
            #expect(try DatabaseURL("mariadb://u@\(far)/n").isEncrypted)
            #expect(try !DatabaseURL("mariadb://u@\(far)/n?tls=off").isEncrypted)
        }
        #expect(try !DatabaseURL("mariadb://u@h/n?socket=/run/m.sock").isEncrypted)
        let encrypted = try DatabaseURL("mariadb://u@h/n?tls=on&ca=/etc/ca%20one.pem")
        #expect(encrypted.isEncrypted)
        #expect(encrypted.authorities == "/etc/ca one.pem")
        #expect(try DatabaseURL("mariadb://u@h/n?tls=on").authorities == nil)
    }

    @Test
    func `an empty password is a password, and one may hold a colon`() throws {
        #expect(try DatabaseURL("mariadb://u:@h/n").password == "")
        #expect(try DatabaseURL("mariadb://u:a:b@h/n").password == "a:b")
    }

    @Test(arguments: [
        ("mysql://u:hidden@h/n", "It must begin with mariadb://."),
        ("", "It must begin with mariadb://."),
        ("mariadb://u:hidden@h", "The name of the database is missing: mariadb://user@host/name."),
        ("mariadb://u:hidden@h/", "The name of the database is empty."),
        ("mariadb://h/n", "The user is missing: mariadb://user@host/name."),
        ("mariadb://:hidden@h/n", "The user is empty."),
        ("mariadb://u:hidden@/n", "A host is empty."),
        ("mariadb://u:hidden@h,,i/n", "A host is empty."),
        ("mariadb://u:hidden@h:0/n", "A port must be a number from 1 to 65535."),
        ("mariadb://u:hidden@h:65536/n", "A port must be a number from 1 to 65535."),
        ("mariadb://u:hidden@h:x/n", "A port must be a number from 1 to 65535."),
        ("mariadb://u:hidden%2@h/n", "The password has a bad percent-encoding."),
        ("mariadb://u:hidden%zz@h/n", "The password has a bad percent-encoding."),
        ("mariadb://u:hidden%00@h/n", "The password has a bad percent-encoding."),
        ("mariadb://u%FF:hidden@h/n", "The user is not UTF-8."),
        ("mariadb://u:hidden@h/n?socket=run/x", "The socket must be an absolute path."),
        ("mariadb://u:hidden@h/n?tls=hidden", "tls can only be on or off."),
        ("mariadb://u:hidden@h/n?ca=hidden", "The ca must be an absolute path."),
        ("mariadb://u:hidden@h/n?hidden=1", "The options are socket=/path, tls=on, tls=off and ca=/path."),
    ])
    func `a bad URL is refused in words that hold nothing of it`(text: String, words: String) throws {
        let mistake = try #require(throws: DatabaseURL.Mistake.self) { try DatabaseURL(text) }
        #expect(mistake.description == words)
        #expect(!mistake.description.contains("hidden"))
    }
}
