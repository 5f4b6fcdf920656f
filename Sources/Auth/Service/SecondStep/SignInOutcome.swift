/// What a first step comes to.
enum SignInOutcome: Sendable {
    case signedIn(SignIn)
    /// What was shown is right, and the account has a second factor.
    case pending(PendingSignIn)
}
