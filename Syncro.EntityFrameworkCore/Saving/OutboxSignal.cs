namespace Syncro.EntityFrameworkCore.Saving;

/// <summary>Says that something may be in an outbox. Shared by the contexts of like options.</summary>
internal sealed class OutboxSignal
{
    private volatile TaskCompletionSource _raised = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the next one.</summary>
    public Task Raised => _raised.Task;

    public void Raise() =>
        Interlocked.Exchange(ref _raised, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
