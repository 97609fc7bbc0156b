import Scheduling
import TestSupport
import Testing

struct NextStepTests {
    @Test(arguments: [
        (PaymentPolicy.staff, NextStep.wait, NextStep.wait), (.trusted, .wait, .confirmAndPay),
        (.free, .confirm, .confirm), (.verified, .checkout, .checkout),
    ])
    func `what follows depends on the policy and on who is signed in`(
        policy: PaymentPolicy,
        guest: NextStep,
        signedIn: NextStep
    ) {
        #expect(NextStep(for: .visitor, under: policy) == guest)
        for actor in [Actor.student(.new()), .instructor(.new()), .admin(.new()), .service(.new())] {
            #expect(NextStep(for: actor, under: policy) == signedIn)
        }
    }
}
