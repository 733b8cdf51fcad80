using Akka.Actor;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>
/// The log of one journal for those who read it: the last commits from memory, older ones from storage. It never shows a
/// commit that the journal has not applied yet.
/// </summary>
internal sealed class CommitLog(StoredCommits stored, Followers followers, long tailBytes)
{
    private readonly Lock _gate = new();

    // By sequence number, without a gap from the first on: a reader goes straight to its own, however many there are.
    private readonly Dictionary<long, JournalEvent.Commit> _tail = [];
    private TaskCompletionSource _moved = New();
    private long _tailSize, _first;

    /// <summary>The journal's state after the last commit applied.</summary>
    public JournalState State { get; private set; } = JournalState.Empty;

    /// <summary>Completes with the next commit.</summary>
    public Task Moved
    {
        get { lock (_gate) return _moved.Task; }
    }

    /// <summary>
    /// The journal has recovered and the records are after it: what is in memory may be of a write that never reached the
    /// disk, and the disk may have more than was known.
    /// </summary>
    public void Restart(JournalState state)
    {
        TaskCompletionSource moved;
        lock (_gate)
        {
            _tail.Clear();
            _tailSize = 0;
            State = state;
            (moved, _moved) = (_moved, New());
        }
        moved.SetResult();
        followers.Tell(new(state.Head));
    }

    /// <summary>A commit was applied; whoever follows is told.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="after">The journal after it.</param>
    /// <param name="show">Lets its records be seen: whoever has seen them finds <see cref="Head"/> no earlier.</param>
    public void Append(JournalEvent.Commit commit, JournalState after, Action? show = null)
    {
        TaskCompletionSource moved;
        lock (_gate)
        {
            show?.Invoke();
            State = after;
            if (_tail.Count == 0)
                _first = commit.Sequence;
            _tail.Add(commit.Sequence, commit);
            _tailSize += commit.Stored.Length;
            while (_tailSize > tailBytes && _tail.Count > 1 && _tail.Remove(_first++, out var oldest))
                _tailSize -= oldest.Stored.Length;
            (moved, _moved) = (_moved, New());
        }
        moved.SetResult();
        followers.Tell(new(after.Head));
    }

    /// <summary>Of the log up to there only the records are left, from now on.</summary>
    public void LetGo(long upTo)
    {
        lock (_gate)
            State = State with { Gone = upTo };
    }

    /// <summary>The last scribe: not before any of which something was seen.</summary>
    public Cursor Head()
    {
        lock (_gate)
            return State.Head;
    }

    /// <inheritdoc cref="Followers.Follow"/>
    public void Follow(IActorRef actor) => followers.Follow(actor);

    /// <inheritdoc cref="Followers.Leave"/>
    public void Leave(IActorRef actor) => followers.Leave(actor);

    /// <summary>
    /// Commits from a sequence number on, without a gap, up to the last applied; at least one where there is one, and
    /// no more than it takes to reach <paramref name="maxBytes"/>.
    /// </summary>
    /// <exception cref="CompactedException">The first is gone.</exception>
    public async Task<IReadOnlyList<JournalEvent.Commit>> ReadAsync(long from, long maxBytes)
    {
        long head;
        lock (_gate)
        {
            head = State.Sequence;
            ThrowIfGone(from);
            if (_tail.Count > 0 && from >= _first)
                return Cut(from, maxBytes);
        }
        if (from > head)
            return [];
        var read = await stored.ReadAsync(from, head, maxBytes).ConfigureAwait(false);
        // What went meanwhile left a hole where it was read.
        lock (_gate)
            ThrowIfGone(from);
        return read;
    }

    private void ThrowIfGone(long from)
    {
        if (State.Gone > 0 && from <= State.Gone)
            throw new CompactedException(Position.Of(from, 0), Position.Of(State.Gone + 1, 0));
    }

    /// <summary>Whether what follows a commit's sequence number is read from memory.</summary>
    public bool IsRecent(long from)
    {
        lock (_gate)
            return from >= State.Sequence || (_tail.Count > 0 && from >= _first);
    }

    /// <summary>Commits of a stretch of the log, from disk, published or not.</summary>
    public Task<IReadOnlyList<JournalEvent.Commit>> FetchAsync(long from, long to, long maxBytes) =>
        stored.ReadAsync(from, to, maxBytes);

    /// <summary>
    /// Whether a cursor is of this very history, with all that was there when it was read; the beginning is of every
    /// history.
    /// </summary>
    public async Task<bool> HoldsAsync(Cursor cursor) =>
        cursor.Journal == State.Journal && cursor.Proof is var (sequence, mark)
        && (sequence == 0 ? cursor.Position == Position.Zero && mark.Length == 0
            : sequence >= cursor.Position.Commit && sequence <= State.Sequence && sequence > State.Gone
                && await ReadAsync(sequence, 1).ConfigureAwait(false) is [var proof, ..]
                && proof.Sequence == sequence && proof.Mark == mark);

    /// <summary>
    /// Whether a client's cursor is of this very history. Where what would prove it is gone, that it was given just as much does:
    /// one that is elsewhere may have read on from a copy of ours.
    /// </summary>
    public async Task<bool> KnowsAsync(Cursor cursor, Position given) =>
        await HoldsAsync(cursor).ConfigureAwait(false) || (IsGone(cursor) && cursor.Position == given);

    /// <summary>Whether what would prove a cursor of this journal is gone.</summary>
    public bool IsGone(Cursor cursor) => cursor.Journal == State.Journal && cursor.Position > Position.Zero
        && cursor.Proof is var (sequence, _) && sequence <= State.Gone;

    private List<JournalEvent.Commit> Cut(long from, long maxBytes)
    {
        var (cut, size) = (new List<JournalEvent.Commit>(), 0L);
        for (; size < maxBytes && _tail.TryGetValue(from, out var commit); from++)
        {
            cut.Add(commit);
            size += commit.Stored.Length;
        }
        return cut;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The journal has a new commit.</summary>
internal sealed record HeadMoved(Cursor Head);
