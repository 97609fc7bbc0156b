import Synchronization

/// What a worker's main thread tells the threads that serve.
final class WorkerControl: Sendable {
    /// How far the worker's life has come.
    enum Mode: Int {
        /// Takes connections.
        case serving
        /// Takes what is in the queue, then ends.
        case stopping
        /// Takes no more: other workers share the queue.
        case retiring
    }

    private let rawMode = Atomic<Int>(Mode.serving.rawValue)
    private let threadCount = Atomic<Int>(0)

    var mode: Mode {
        get { Mode(rawValue: rawMode.load(ordering: .acquiring)) ?? .serving }
        set { rawMode.store(newValue.rawValue, ordering: .releasing) }
    }

    /// How many threads still serve.
    var threads: Int { threadCount.load(ordering: .acquiring) }

    func threadBegins() { threadCount.add(1, ordering: .acquiringAndReleasing) }
    func threadEnds() { threadCount.subtract(1, ordering: .acquiringAndReleasing) }
}
