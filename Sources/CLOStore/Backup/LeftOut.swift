/// The tables whose rows no backup holds, and why. All others are saved, also those that a migration will bring:
/// which there are is read from the migrations, not from a list that could be forgotten.
public enum LeftOut: String, CaseIterable, Sendable {
    /// What was closed since the backup was taken (by its owner, after a theft, with the account) must not open again.
    /// Everybody signs in anew.
    case session
    /// A browser that was forgotten since would be known again.
    case device
    /// Half of a sign-in, minutes old at most.
    case signInStep = "sign_in_step"
    /// A link or code that has served since would serve again. Those who had not followed theirs ask for another.
    case accessToken = "access_token"
    /// Failed sign-ins of the last minutes.
    case throttle
    /// Its pieces lie in files that change until the last one has come. The browser sends the photo again.
    case upload
    /// Who does something just now.
    case duty
    /// Written by the migrations that a restore runs.
    case migration
}
