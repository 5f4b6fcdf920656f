/// The outcome of a first step.
enum SignInOutcome: Sendable {
    case signedIn(SignIn)
    /// What was shown is right, but the account has a second factor.
    case pending(PendingSignIn)
}
