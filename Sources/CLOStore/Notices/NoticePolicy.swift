import CLOModel

/// Whether, how and when this installation tells people what happens. A store without one tells nobody: the
/// demonstration's past, or a site whose mail is not set up.
public struct NoticePolicy: Hashable, Sendable {
    public var timing: NoticeTiming
    public var channels: Set<NoticeChannel>

    public init(timing: NoticeTiming, channels: Set<NoticeChannel>) {
        self.timing = timing
        self.channels = channels
    }
}
