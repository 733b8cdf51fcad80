using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>
/// Reads our journal for a session: the commits of the log, the records they speak of, and then a pure builder. Those who
/// catch up take turns, page by page; who is live waits for none of them.
/// </summary>
internal sealed class Pages(
    CommitLog log, Func<IReadOnlyCollection<RecordKey>, ValueTask<IReadOnlyDictionary<RecordKey, StoredRecord>>> load,
    int pageSize, SemaphoreSlim? turns = null)
{
    public static Pages Of(SyncroSpace space) =>
        new(space.Log, keys => space.Records.LoadAsync(keys), space.Settings.Wire.PageSize, space.CatchingUp);

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
            at = page.Next;
        }
    }

    private async Task<OutgoingPage?> NextAsync(PageCursor at, Reader reader)
    {
        if (await CommitsAsync(at.At).ConfigureAwait(false) is not var (commits, more))
            return null;
        var now = await RecordsAsync(commits, at.At.Position, reader, legacy: false).ConfigureAwait(false);
        return PageBuilder.Build(commits, more, at, reader, now, log.Head(), pageSize);
    }

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
        var (commits, more) = await CommitsAsync(at.At!).ConfigureAwait(false)
            ?? throw new InvalidOperationException("the log lost its own history");
        var now = await RecordsAsync(commits, at.At!.Position, read.Reader, legacy: true).ConfigureAwait(false);
        return LegacyPage.Build(commits, more, at, read.Reader, now, read.MaxBytes, read.MaxScribes);
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
        var commits = await log.ReadAsync(position.Commit, 1).ConfigureAwait(false);
        return commits is [var commit, ..] && commit.Sequence == position.Commit && LegacyId.Of(position, commit.Mark) == text
            ? new(log.State.Journal, position, commit.Mark) : start;
    }

    /// <summary>Commits from the cursor's own on, and whether the log goes on behind them; null: not of this history.</summary>
    private async Task<(IReadOnlyList<JournalEvent.Commit> Commits, bool More)?> CommitsAsync(Cursor from)
    {
        if (!await log.HoldsAsync(from).ConfigureAwait(false)
            && !(from.Journal == log.State.Journal && Planted.Is(Bug.TakesAnyCursorForItsOwnHistory)))
            return null;
        var commits = await log.ReadAsync(from.Position.Commit, pageSize).ConfigureAwait(false);
        // Where the cursor's own commit is read to its end, what follows is what counts.
        if (from.Position > Position.Zero && commits is [var own] && own.Last <= from.Position)
            commits = await log.ReadAsync(own.Sequence + (Planted.Is(Bug.SkipsTheCommitBehindAPage) ? 2 : 1), pageSize).ConfigureAwait(false);
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
        var records = await load(keys).ConfigureAwait(false);
        return key => records.TryGetValue(key, out var record) ? record : StoredRecord.Unknown;
    }
}
