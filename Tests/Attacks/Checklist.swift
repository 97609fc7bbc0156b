import Testing

/// The OWASP API Security Top 10 (2023), and what else attackers try, row by row: which suite and which test shows it.
///
/// What has no feature yet is said in `open`: when the feature comes, its attack belongs here.
struct Checklist: Sendable, CustomTestStringConvertible {
    let row: String

    /// Suites, each with the name of its target before it, and the sentence that is a test's name there.
    let shown: [(suite: String, test: String)]

    /// What is not shown, because it is not there or not promised.
    let open: String?

    var testDescription: String { row }

    init(_ row: String, open: String? = nil, _ shown: [String: [String]]) {
        self.row = row
        self.open = open
        self.shown = shown.flatMap { suite, tests in tests.map { (suite, $0) } }
    }

    static let rows = owasp + beside

    private static let owasp: [Checklist] = [
        Checklist(
            "API1 broken object level authorization",
            [
                "Attacks.API1ObjectTests": [
                    "what is another brand's looks like what does not exist, in every position, to everybody",
                    "a cursor of another brand, or a forged one, opens nothing",
                    "a key of another caller or brand never replays its answer",
                    "whichever way the brand is named, a token counts in its own only",
                    "a version of another booking is no key to this one",
                ],
                "Journeys.PermissionTests": [
                    "everybody gets what is theirs, and no more", "lists hold nothing of others",
                ],
            ]
        ),
        Checklist(
            "API2 broken authentication",
            open:
                "JWT of a brand are not there yet. Wrong tokens on reads get 429, but the right one is never refused.",
            [
                "Attacks.API2CredentialTests": [
                    "guessing is limited together, over paths, methods, brands and headers",
                    "who has the right token is served whatever was guessed beside it",
                    "a token is taken from the Authorization header alone", "a token is its exact letters",
                    "a header that comes twice is served by nobody", "a header in another guise is another header",
                ],
                "Load.SecretTimingTests": [
                    "a guess that is wrong at its end takes no longer than one that is wrong at its start"
                ],
                "BookingAPITests.TokenSecretTests": ["a secret names its role and is random"],
                "BookingAPITests.AccessTests": ["a revoked or expired credential no longer counts"],
                "Journeys.HookTests": ["what is not signed, or signed long ago, is not believed"],
            ]
        ),
        Checklist(
            "API3 broken object property level authorization",
            [
                "Attacks.API3PropertyTests": [
                    "no member that is ours can be set when booking", "no member that is ours can be set when changing",
                    "inner objects take no more than the contract names",
                    "paid is what a payment makes it, not what a caller says",
                    "each role sees exactly its members of a booking, wherever one is shown",
                    "nobody but staff reads addresses, notes of staff or another's words",
                ]
            ]
        ),
        Checklist(
            "API4 unrestricted resource consumption",
            [
                "Load.HostileCostTests": [
                    "a hostile text is cheap as a name and as a value", "every shape of JSON is cheap",
                    "a hostile query is cheap", "a hostile header, path, host or method is cheap",
                    "a form that no provider has signed is cheap", "an event that no provider has signed is cheap",
                ],
                "Load.HostileWordsTests": ["a letter and an SMS about them are cheap"],
                "Attacks.API4ResourceTests": [
                    "long headers, addresses and queries are refused", "deep and wide JSON is refused in no time",
                    "as many parameters as fit are read in no time, repeated ones refused",
                    "a page, a range of days and a list have an end",
                    "clients that drip their headers or bodies keep nobody else waiting",
                    "one address has so many requests at once and no more",
                ],
                "Journeys.LimitTests": [
                    "who writes without end is slowed down, and another address is not",
                    "a body over 64 KiB is refused, one of exactly that size is read",
                ],
                "FastCGITests.ExchangeTests": ["silent and broken peers do not keep a thread for ever"],
            ]
        ),
        Checklist(
            "API5 broken function level authorization",
            [
                "Attacks.API5FunctionTests": [
                    "every operation admits its callers, and nobody else",
                    "a method that the contract does not name is for nobody",
                    "overriding the method by a header or a parameter does nothing",
                    "cron's door opens with cron's secret only, and only to cron's work",
                ],
                "BookingAPITests.AccessTests": ["each route admits its callers and nobody else"],
            ]
        ),
        Checklist(
            "API6 unrestricted access to sensitive business flows",
            open:
                "No captcha.",
            [
                "Attacks.API6FlowTests": [
                    "who takes slot after slot is stopped, and so are the messages to strangers",
                    "a brand that wants no strangers, and an instructor with a daily limit, are not hoarded",
                    "a hold that nobody pays ends, and the slot is free again",
                    "who changes addresses but not the name of a guest gets three slots",
                ]
            ]
        ),
        Checklist(
            "API7 server side request forgery",
            open: "Webhooks of brands, and keys of JWT by address, are not there yet.",
            [
                "Attacks.API7ForgeryTests": [
                    "an address in any field, header or target is not asked",
                    "links to people are made of the operator's address, never of the caller's",
                ],
                "OutboundTests.TransferTests": ["a redirect is an answer, not a way"],
            ]
        ),
        Checklist(
            "API8 security misconfiguration",
            open: "CORS is not there yet: no origin is let in. A malformed chunk gets nginx's own HTML, status 400.",
            [
                "Attacks.SmugglingTests": [
                    "one request gets one answer, and what it hides is not executed",
                    "a request that is whole when it is broken off is not done",
                    "a target with a host counts over the Host header, for nginx and worker alike",
                    "HTTP 0.9 gets no answer of the API",
                ],
                "Journeys.LimitTests": [
                    "every answer carries the security headers", "what nginx itself refuses is a problem too",
                    "metrics and readiness are for this machine alone",
                ],
                "FastCGITests.ExchangeTests": ["a body that hides a second request is never read as one"],
            ]
        ),
        Checklist(
            "API9 improper inventory management",
            open: "There is one version; Deprecation and Sunset (RFC 9745, 8594) come with a second.",
            [
                "Attacks.API9InventoryTests": [
                    "whatever is asked by the document or against it, the answer is one that it names",
                    "nothing else is served, old, new or forgotten",
                ],
                "Journeys.RefusalTests": ["the document names every code that a request can be refused with"],
                "BookingAPITests.ShowContractTests": [
                    "the document describes the routes, all of them and no others",
                    "it says of each route whether a visitor may call it",
                ],
            ]
        ),
        Checklist(
            "API10 unsafe consumption of APIs",
            open: "Stripe is not asked yet.",
            [
                "Attacks.API10ProviderTests": [
                    "a hostile answer costs a message at most, never the booking",
                    "a redirect is not followed, whatever it promises",
                ],
                "OutboundTests.TransferTests": [
                    "an answer above the cap is not read on", "the deadline holds, and leaves the fate unknown",
                ],
                "OutboundTests.TransferMailTests": ["a server that nobody vouches for gets nothing"],
                "NotificationsTests.ProviderOutcomeTests": ["reasons name no address, number or key"],
            ]
        ),
    ]

    private static let beside: [Checklist] = [
        Checklist(
            "SQL in every string",
            [
                "Attacks.InjectionTests": [
                    "texts are kept to the letter",
                    "names, reasons, payments and notes of overrides are kept to the letter",
                    "in ids, queries, paths, headers and names of members they are refused",
                ]
            ]
        ),
        Checklist(
            "log injection, and secrets in logs",
            [
                "Attacks.LogTests": [
                    "a line stays one line, whatever is put into it",
                    "no secret and no person is in any log, output or list of processes",
                ],
                "FastCGITests.NginxTests": ["the log holds neither queries nor tokens"],
            ]
        ),
        Checklist(
            "secrets at rest",
            ["Attacks.SecretsAtRestTests": ["a secret that was handed out is in no table, log or file"]]
        ),
    ]
}
