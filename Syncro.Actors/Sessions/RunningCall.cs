using Akka.Event;

namespace Syncro.Sessions;

/// <summary>A method of ours that runs, away from the session's thread, and what cancels it.</summary>
internal sealed class RunningCall : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly ILoggingAdapter _logger;
    private Task? _cancelled;

    /// <param name="run">Never fails: what goes wrong is its answer.</param>
    /// <param name="logger">Told what the application does wrong where it is cancelled.</param>
    public RunningCall(Func<CancellationToken, Task<SessionEvent>> run, ILoggingAdapter logger)
    {
        _logger = logger;
        Answer = Task.Run(() => run(_cancel.Token), CancellationToken.None);
    }

    /// <summary>What it comes to.</summary>
    public Task<SessionEvent> Answer { get; }

    /// <summary>Away from here: what the application hangs on a token is its own. Again it does nothing.</summary>
    public void Cancel()
    {
        if (_cancelled is not null)
            return;
        _cancelled = _cancel.CancelAsync();
        _cancelled.ContinueWith(
            failed => _logger.Error(failed.Exception, "What a method does when it is cancelled failed"),
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>Lets go of the token as soon as nobody uses it any more.</summary>
    public void Dispose() =>
        Task.WhenAll(Answer, _cancelled ?? Task.CompletedTask).ContinueWith(_ => _cancel.Dispose(), TaskScheduler.Default);
}
