import ArgumentParser
import BookingStore
import Glibc
import HTTP
import Scheduling

/// `coachbook prove`: whether everything that must hold between the rows of the database does; exit code 1 when not.
struct ProveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Check that no time is sold twice, no payment counts twice, and nothing is lost or stray.",
        discussion: """
            Reads the whole database in one snapshot, beside a server at work: nobody waits for it. The server's own \
            database user will do. Exit code 0: everything holds; 1: something is off, with its ids; 2: it could not look.

            --json prints one object: ok, checkedAt, schemaVersion; counts, the rows by kind; invariants, one for each \
            promise with name, promise, subject, checked (rows), count (violations); findings, one for each that \
            is off with invariant, promise, count, ids and violations (id and detail of every one).
            """
    )

    /// How many ids a person is shown for each invariant; `--json` has all.
    private static let shownIDs = 20

    @OptionGroup var options: OperatorOptions

    func run() throws {
        let checkedAt = options.now
        let proof = try look()
        options.show(words(proof)) { json in
            json.member("ok", proof.isClean)
            json.member("checkedAt", checkedAt.rfc3339)
            json.proof(proof)
        }
        guard proof.isClean else { throw ExitCode.failure }
    }

    /// A script must not take a database that is away for one that is wrong.
    private func look() throws -> Proof {
        do {
            return try Proof(of: Settings.databaseURL(in: Environment.current))
        } catch {
            let line = Array("Error: \(sentence(for: error))\n".utf8)
            _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
            throw ExitCode(2)
        }
    }

    private func words(_ proof: Proof) -> String {
        let broken = proof.findings.count { !$0.violations.isEmpty }
        let bookings = proof.counts[.bookings] ?? 0
        let verdict =
            broken == 0
            ? "Everything holds: \(proof.findings.count) invariants over \(bookings) bookings."
            : "\(broken) of \(proof.findings.count) invariants are broken."
        return (proof.findings.flatMap { lines($0, proof.counts) } + [verdict]).joined(separator: "\n")
    }

    private func lines(_ finding: Proof.Finding, _ counts: [Subject: Int]) -> [String] {
        let (invariant, violations) = (finding.invariant, finding.violations)
        let checked = "\(counts[invariant.subject] ?? 0) \(invariant.subject.rawValue)"
        if violations.isEmpty { return ["ok    \(invariant.name): \(checked)"] }
        let shown = violations.prefix(Self.shownIDs).map { "        \($0.id) \($0.detail)" }
        let more = violations.count - shown.count
        return ["FAIL  \(invariant.name): \(violations.count) of \(checked). \(invariant.promise)"] + shown
            + (more > 0 ? ["        and \(more) more"] : [])
    }
}

extension JSONWriter {
    /// The members that tell what a proof found.
    fileprivate mutating func proof(_ proof: Proof) {
        member("schemaVersion", proof.schemaVersion)
        object("counts") { json in
            for subject in Subject.allCases {
                json.member(subject.rawValue, raw: Array(String(proof.counts[subject] ?? 0).utf8))
            }
        }
        array("invariants", proof.findings) { json, finding in
            json.object {
                $0.member("name", finding.invariant.name)
                $0.member("promise", finding.invariant.promise)
                $0.member("subject", finding.invariant.subject.rawValue)
                $0.member("checked", proof.counts[finding.invariant.subject])
                $0.member("count", finding.violations.count)
            }
        }
        array("findings", proof.findings.filter { !$0.violations.isEmpty }) { json, finding in
            json.object {
                $0.member("invariant", finding.invariant.name)
                $0.member("promise", finding.invariant.promise)
                $0.member("count", finding.violations.count)
                $0.array("ids", finding.violations) { $0.string($1.id) }
                $0.array("violations", finding.violations) { json, violation in
                    json.object {
                        $0.member("id", violation.id)
                        $0.member("detail", violation.detail)
                    }
                }
            }
        }
    }
}
