using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>What the other side may call. Source: <c>lib/syncro/rpc.rb</c> of the original.</summary>
internal static class Rpc
{
    private const string Default = "Syncro::RPC::Default";
    private const int Window = 16;

    public static async Task<SessionEvent> CallAsync(SyncroSpace space, Message.Rpc call, Reader reader, bool legacy)
    {
        if (call.Class != Default)
            return Refused(call, Code.NotFound, $"class '{call.Class}' exposes nothing");
        if (call.Method != "last_scribe_id")
            return Refused(call, Code.NoSuchMethod, $"'{Default}' has no method '{call.Method}'");
        var last = await LastVisibleAsync(space, reader, legacy).ConfigureAwait(false);
        var id = last is not var (position, mark) ? JsonText.Of(0)
            : legacy ? LegacyId.Of(position, mark) : JsonText.Of(position.Value);
        return new SessionEvent.Called(new Message.Response(call.Id ?? JsonText.Null, new Result.Value(id)));
    }

    private static SessionEvent.Called Refused(Message.Rpc call, Code code, string text) =>
        new(new Message.Error(call.Id, (int)code, text));

    /// <summary>The last scribe of our journal that is for the reader, its own included.</summary>
    private static async Task<(Position, string)?> LastVisibleAsync(SyncroSpace space, Reader reader, bool legacy)
    {
        var all = reader with { Own = true };
        for (var to = space.Log.State.Sequence; to > 0; to -= Window)
        {
            var from = Math.Max(1, to - Window + 1);
            var commits = await space.Log.FetchAsync(from, to, long.MaxValue).ConfigureAwait(false);
            var records = await space.Records.LoadAsync(
                commits.SelectMany(commit => commit.Entries).Select(entry => entry.Body.Record).OfType<RecordKey>().ToHashSet()).ConfigureAwait(false);
            for (var c = commits.Count - 1; c >= 0; c--)
                for (var i = commits[c].Entries.Length - 1; i >= 0; i--)
                    if (IsFor(commits[c].Entries[i], all, records, legacy))
                        return (Position.Of(commits[c].Sequence, i), commits[c].Mark);
        }
        return null;
    }

    private static bool IsFor(Entry entry, Reader reader, IReadOnlyDictionary<RecordKey, StoredRecord> records, bool legacy) =>
        legacy
            ? reader.Takes(entry) && LegacyOutgoing.Of(
                entry, reader, key => records[key], System.Collections.Immutable.ImmutableHashSet.CreateBuilder<RecordKey>(), sure: false) is not null
            : Outgoing.Of(entry, reader, key => records[key]).Any();
}
