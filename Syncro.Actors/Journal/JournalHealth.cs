namespace Syncro.Journal;

/// <summary>Why a journal can't take changes now, as its actors last knew it.</summary>
internal sealed class JournalHealth
{
    private volatile string? _journal = "the journal is starting";
    private volatile string? _store;

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is wrong with the journal; null: nothing.</summary>
    public string? Journal
    {
        get => _journal;
        set
        {
            _journal = value;
            if (value is null)
                _started.TrySetResult();
        }
    }

    /// <summary>A write failed and none has succeeded since: that the log can be read says nothing of the disk.</summary>
    public bool WriteFailed { get; set; }

    /// <summary>A write has succeeded.</summary>
    public void Written()
    {
        WriteFailed = false;
        Journal = null;
    }

    /// <summary>Completes once the journal is ready for the first time; faults where trying again can't help.</summary>
    public Task Started => _started.Task;

    /// <summary>The journal can never start as it is configured.</summary>
    public void Refuse(SyncroException why) => _started.TrySetException(why);

    /// <summary>What is wrong with the record store; null: nothing.</summary>
    public string? Store { get => _store; set => _store = value; }

    /// <summary>The first of both; null: ready.</summary>
    public string? NotReady => Journal ?? Store;
}
