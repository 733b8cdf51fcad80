using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>
/// Reads our journal for a session: the commits of the log and the records they speak of, or for one who is far behind the
/// records in the order in which they last changed; then a pure builder. Those who catch up take turns, page by page; who is
/// live waits for none of them.
/// </summary>
internal sealed class Pages(
    CommitLog log, ICurrentRecords records, int pageSize, CommonPages common, SemaphoreSlim? turns = null)
{
    /// <summary>Commits behind which the log, where it is not in memory any more, costs more than the records.</summary>
    public const int Far = 64;

    public static Pages Of(SyncroSpace space) => new(
        space.Log, space.Records, space.Settings.Wire.PageSize, space.CommonPages, space.CatchingUp)
    {
        SetScribes = Math.Min(StateSet, space.Settings.Limits.ChangeSet),
    };

    private const int StateSet = 512;

    /// <summary>Records of the state that make one change set where they come to a reader; no more than any peer takes.</summary>
    public int SetScribes { get; init; } = StateSet;

    /// <summary>How many commits behind a reader is when it is served from the state.</summary>
    public int FarBehind { get; init; } = Far;

    /// <summary>
    /// The next page for a version-2 reader, read on past what is not for it; null where the cursor is not of our history.
    /// </summary>
    public async Task<OutgoingPage?> ReadAsync(PageCursor from, Reader reader)
    {
        for (var at = from; ;)
        {
            var page = await InTurnAsync(at.At, () => NextAsync(at, reader)).ConfigureAwait(false);
            if (page is null || !page.Scribes.IsEmpty || !page.More)
                return page;
            at = page.Next with { Nth = from.Nth };
        }
    }

    private async Task<OutgoingPage?> NextAsync(PageCursor at, Reader reader)
    {
        var bytes = at.Bytes(pageSize);
        if (!await IsOursAsync(at.At, reader).ConfigureAwait(false))
            return null;
        if (IsFar(at.At, reader) && await FromStateAsync(at, reader, bytes).ConfigureAwait(false) is { } page)
            return page;
        var head = log.Head();
        if (common.Find(at, reader, head) is { } shared)
            return shared;
        var (commits, more) = await CommitsAsync(at.At, bytes).ConfigureAwait(false);
        var now = await RecordsAsync(commits, at.At.Position, reader, legacy: false).ConfigureAwait(false);
        var read = PageBuilder.Build(new(ServedSet.Of(commits), more), at, reader, now, log.Head(), bytes);
        return log.Head() == head ? common.Keep(at, reader, head, commits, now, read) : read;
    }

    // One who takes only what we originated is asked for each change in its order, by what the record was then.
    private bool IsFar(Cursor from, Reader reader) => from.IsOfState || IsGone(from)
        || (!reader.OnlyOurs && !log.IsRecent(from.Position.Commit)
            && log.State.Sequence - from.Position.Commit > FarBehind);

    // The cursor's own commit may have more for it.
    private bool IsGone(Cursor from) => log.State.Gone > 0 && from.Position.Commit <= log.State.Gone;

    /// <summary>The next page of the state; null where the log alone has it.</summary>
    private async Task<OutgoingPage?> FromStateAsync(PageCursor at, Reader reader, int bytes)
    {
        if (await StateAsync(at.At, reader, _ => ServedSet.Unheld(reader), bytes, legacy: false).ConfigureAwait(false) is not var (served, now)
            || (served.End is { } end && end.Position <= at.At.Position && !at.At.IsOfState))
            return null;
        return PageBuilder.Build(served, at, reader, now, log.Head(), bytes);
    }

    private async Task<(Served Served, Func<RecordKey, StoredRecord> Now)?> StateAsync(
        Cursor at, Reader reader, Func<Position, Reach> was, int bytes, bool legacy)
    {
        if (await records.ChangedAsync(reader.Client, reader.Relay, at.Position, bytes).ConfigureAwait(false) is not { } changed)
            return null;
        var (now, operations) = (new Dictionary<RecordKey, StoredRecord>(changed.Records.Count), new Dictionary<Position, Entry>());
        foreach (var record in changed.Records)
            if (!record.Key.Id.IsOperation)
                now[record.Key] = record.Record;
            else if (record.At.Commit > log.State.Gone)
                operations[record.At] = await OperationAsync(record).ConfigureAwait(false);
        var served = new Served(
            changed.Records.Where(record => !record.Key.Id.IsOperation || operations.ContainsKey(record.At))
                .Select(record => ServedSet.Of(record, reader, was(record.At), legacy, position => operations[position])),
            changed.More || changed.UpTo.Sequence < log.State.Sequence,
            changed.More ? at with { Position = changed.Records[^1].At } : End(changed), changed.More)
        {
            SetScribes = SetScribes,
        };
        return (served, key => now[key]);
    }

    private Cursor End(ChangedPage changed) =>
        Planted.Is(Bug.LeavesAHoleWhereTheStateMeetsTheLog) ? log.Head() : changed.UpTo.Head;

    private async Task<Entry> OperationAsync(ChangedRecord applied) =>
        await log.ReadAsync(applied.At.Commit, 1).ConfigureAwait(false) is [var commit, ..] && commit.Sequence == applied.At.Commit
            ? commit.Entries[applied.At.Index] : throw new InvalidOperationException($"the log lost the operation at {applied.At}");

    /// <summary>The next page for a version-1 reader; a cursor that is not of our history is one from the beginning.</summary>
    public async Task<LegacyPage> ReadLegacyAsync(SessionEffect.ReadLegacy read)
    {
        var at = read.From.At is not null ? read.From : read.From with
        {
            At = await ResolveAsync(read.From.Id).ConfigureAwait(false),
            Unsure = log.State.Head.Position,
            Fresh = read.From.Id is null,
        };
        while (true)
        {
            var page = await InTurnAsync(at.At!, () => NextAsync(at, read)).ConfigureAwait(false);
            if (!page.Scribes.IsEmpty || !page.HeldBack.IsEmpty || !page.More)
                return page;
            at = page.Next;
        }
    }

    private async Task<LegacyPage> NextAsync(LegacyFrom at, SessionEffect.ReadLegacy read)
    {
        // What this session gave is ours.
        if (!log.IsGone(at.At!) && !await IsOursAsync(at.At!, read.Reader).ConfigureAwait(false))
            throw new InvalidOperationException("the log lost its own history");
        // Where the log is gone, who names no cursor holds nothing but what it was sent since, and any other may hold whatever
        // it could read.
        Reach Was(Position changed) => at.Fresh && changed <= at.Unsure ? Reach.Unknown : new(Audience.Everyone, true);
        if ((at.At!.IsOfState || IsGone(at.At))
            && await StateAsync(at.At, read.Reader, Was, pageSize, legacy: true).ConfigureAwait(false) is var (served, state))
            return LegacyPage.Build(served, at, read.Reader, state, log.Head(), read.MaxBytes, read.MaxScribes);
        var (commits, more) = await CommitsAsync(at.At, pageSize).ConfigureAwait(false);
        var now = await RecordsAsync(commits, at.At.Position, read.Reader, legacy: true).ConfigureAwait(false);
        return LegacyPage.Build(new(ServedSet.Of(commits), more), at, read.Reader, now, log.Head(), read.MaxBytes, read.MaxScribes);
    }

    private async Task<T> InTurnAsync<T>(Cursor from, Func<Task<T>> read)
    {
        if (turns is null || log.IsRecent(from.Position.Commit))
            return await read().ConfigureAwait(false);
        await turns.WaitAsync().ConfigureAwait(false);
        try
        {
            return await read().ConfigureAwait(false);
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<Cursor> ResolveAsync(JsonText? id)
    {
        var start = Cursor.Start(log.State.Journal);
        if (id is not { } text || LegacyId.PositionOf(text) is not { } position)
            return start;
        if (position.Commit <= log.State.Gone)
            return start;
        var commits = await log.ReadAsync(position.Commit, 1).ConfigureAwait(false);
        return commits is [var commit, ..] && commit.Sequence == position.Commit && LegacyId.Of(position, commit.Mark) == text
            ? new(log.State.Journal, position, commit.Mark) : start;
    }

    private async Task<bool> IsOursAsync(Cursor from, Reader reader) => await log.KnowsAsync(from, reader.Given).ConfigureAwait(false)
        || (from.Journal == log.State.Journal && Planted.Is(Bug.TakesAnyCursorForItsOwnHistory));

    /// <summary>Commits from the cursor's own on, and whether the log goes on behind them.</summary>
    private async Task<(IReadOnlyList<JournalEvent.Commit> Commits, bool More)> CommitsAsync(Cursor from, int bytes)
    {
        var commits = await log.ReadAsync(from.Position.Commit, bytes).ConfigureAwait(false);
        // Where the cursor's own commit is read to its end, what follows is what counts.
        if (from.Position > Position.Zero && commits is [var own] && own.Last <= from.Position)
            commits = await log.ReadAsync(own.Sequence + (Planted.Is(Bug.SkipsTheCommitBehindAPage) ? 2 : 1), bytes).ConfigureAwait(false);
        return (commits, commits.Count > 0 && commits[^1].Sequence < log.State.Sequence);
    }

    private async Task<Func<RecordKey, StoredRecord>> RecordsAsync(
        IReadOnlyList<JournalEvent.Commit> commits, Position after, Reader reader, bool legacy)
    {
        var keys = new HashSet<RecordKey>();
        foreach (var commit in commits)
            for (var i = 0; i < commit.Entries.Length; i++)
                if (Position.Of(commit.Sequence, i) > after && commit.Entries[i].Body.Record is { } key
                    && (legacy ? reader.Takes(commit.Entries[i]) : Outgoing.NeedsRecord(commit.Entries[i], reader)))
                    keys.Add(key);
        var found = await records.LoadAsync(keys).ConfigureAwait(false);
        return key => found.TryGetValue(key, out var record) ? record : StoredRecord.Unknown;
    }
}
