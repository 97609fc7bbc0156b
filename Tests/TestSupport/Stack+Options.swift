extension Stack.Options {
    /// Both providers are stand-ins, and pauses are as short as the settings allow.
    package static func sending(to providers: FakeProviders, _ more: [String] = []) -> Stack.Options {
        var options = Stack.Options()
        options.environment =
            providers.settings + ["BOOKING_NOTIFY_DEADLINE_MS=1000", "BOOKING_RETRY_FIRST_SECONDS=2"] + more
        return options
    }

    /// Nobody answers in the place of both providers; a request waits two seconds for them.
    package static func sending(to nobody: Nobody) -> Stack.Options {
        var options = Stack.Options()
        options.environment =
            FakeProviders.environment(port: nobody.port).map { "\($0)=\($1)" } + ["BOOKING_NOTIFY_DEADLINE_MS=2000"]
        return options
    }
}
