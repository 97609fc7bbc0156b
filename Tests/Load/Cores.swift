import Glibc
import LocalStack
import TestSupport

/// The machine's cores, shared out between those who serve and those who make the load.
///
/// Load comes from other machines in life; on the same cores it would take the time that is measured. One core has to do
/// for both.
enum Cores {
    /// Half of them.
    static let serving = Array(all.prefix(max(1, all.count / 2)))

    /// The others.
    static let loading = all.count > 1 ? Array(all.dropFirst(serving.count)) : all

    /// Lets this process, and what it starts from now on, run on these alone; what it started before stays where it is.
    ///
    /// - Throws: `LocalStackError` when taskset(1) refuses.
    static func bind(to cores: [Int]) throws {
        let list = cores.map { "\($0)" }.joined(separator: ",")
        let bound = try Program.run("taskset", ["-a", "-p", "-c", list, "\(getpid())"])
        guard bound.exitCode == 0 else { throw LocalStackError(bound.output) }
    }

    /// Where this process could run at first: proc(5) writes it as in `0-3,6`.
    private static let all: [Int] = {
        let lines = contents(of: "/proc/self/status").split(separator: "\n")
        let line = lines.first { $0.hasPrefix("Cpus_allowed_list:") } ?? ""
        return line.split { ":\t ,".contains($0) }.dropFirst().flatMap { range in
            let ends = range.split(separator: "-").compactMap { Int($0) }
            return ends.isEmpty ? [] : Array(ends[0]...ends[ends.count - 1])
        }
    }()
}
