import CSystem
import Glibc

/// fork(2) for a process without other threads; the child gets the signal when its parent ends.
///
/// - Returns: 0 in the child, the child's id in the parent, -1 when there is no child.
package func forkWorker(deathSignal: Int32) -> Int32 { csystem_fork(deathSignal) }

/// Ends a forked worker without the exit handlers, which are its parent's.
package func exitWorker() -> Never { csystem_exit_worker() }

/// Starts a program in a process group of its own, with nothing inherited but `output` as stdout and stderr.
///
/// The program gets the signal when the calling thread ends, so the caller must keep that thread.
///
/// - Returns: the process id, or minus the error number.
package func spawn(
    _ path: String,
    _ arguments: [String],
    environment: [String],
    output: Int32,
    deathSignal: Int32
) -> Int32 {
    var arguments = ([path] + arguments).map { strdup($0) } + [nil]
    var environment = environment.map { strdup($0) } + [nil]
    defer { for text in arguments + environment { free(text) } }
    return csystem_spawn(path, &arguments, &environment, output, deathSignal)
}

/// Takes the next connection off a listening socket, closed on exec; -1 with errno when there is none.
package func acceptConnection(_ listener: Int32) -> Int32 { csystem_accept(listener) }
