using Akka.Actor;
using Akka.Event;

namespace Syncro.Compaction;

/// <summary>Compacts once a day. A peer that was down at the time does it some minutes after it started.</summary>
internal sealed class CompactionTimer : ReceiveActor, IWithTimers, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1), AfterStart = TimeSpan.FromMinutes(10);

    private readonly ILoggingAdapter _logger = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private readonly DateTimeOffset _started;
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    private sealed record Look;

    private sealed record Done(Compacted Compacted);

    /// <param name="at">The time of the day, on this machine's clock.</param>
    /// <param name="compact">What is to be done.</param>
    /// <param name="time">The clock.</param>
    public CompactionTimer(TimeSpan at, Func<CancellationToken, Task<Compacted>> compact, TimeProvider time)
    {
        _started = time.GetLocalNow();
        Receive<Look>(_ =>
        {
            var now = time.GetLocalNow();
            if (!IsDue(now, at, _last, _started))
                return;
            _last = now;
            compact(_stopping.Token).PipeTo(Self, success: compacted => new Done(compacted));
        });
        Receive<Done>(done =>
        {
            if (done.Compacted.Commits > 0)
                _logger.Info("Compacted: {0} commits of the log are gone, it begins at {1}", done.Compacted.Commits, done.Compacted.Begins);
        });
        Receive<Status.Failure>(failure => _logger.Warning(failure.Cause, "The log could not be compacted; tried again tomorrow"));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Whether the day's time has come and it was not done since.</summary>
    public static bool IsDue(DateTimeOffset now, TimeSpan at, DateTimeOffset last, DateTimeOffset started)
    {
        var today = new DateTimeOffset(now.Date + at, now.Offset);
        return now >= today && last < today && (started < today || now - started >= AfterStart);
    }

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Look), new Look(), Every);

    protected override void PostStop() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();
}
