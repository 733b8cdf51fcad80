using Syncro.Identity;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Tests.Peers;

namespace Syncro.Tests.Identity;

/// <summary>A peer that runs, and where it keeps what it knows.</summary>
internal sealed record Place(string Name, TestPeer Peer, string Directory)
{
    /// <summary>Each operation in its journal, as often as it is there.</summary>
    public List<string> Operations()
    {
        using var stored = new StoredSpace(Directory, "main");
        return [.. stored.Log.SelectMany(commit => commit.Entries).Select(entry => entry.Body).OfType<EntryBody.Operated>()
            .Select(body => $"{body.Operation.Type} {body.Operation.Data}")];
    }
}

/// <summary>What several peers know together: each record as the join of what each holds, and every operation.</summary>
internal sealed class Known
{
    private readonly Dictionary<RecordKey, RecordState> _records = [];
    private readonly HashSet<string> _operations = [];

    public static async Task<Known> OfAsync(IReadOnlyList<RecordKey> keys, params Place[] places)
    {
        var known = new Known();
        foreach (var place in places)
            await known.AddAsync(keys, place);
        return known;
    }

    /// <summary>What somebody else knows besides. Fails where an operation was applied twice.</summary>
    public async Task AddAsync(IReadOnlyList<RecordKey> keys, Place place)
    {
        foreach (var key in keys)
            if (await place.Peer.Peer.FindAsync(key) is { } found)
                _records[key] = _records.GetValueOrDefault(key, RecordState.Unknown).Merge(found.State);
        var operations = place.Operations();
        Assert.True(operations.Distinct().Count() == operations.Count, $"{place.Name} applied twice: {string.Join(", ", operations)}");
        _operations.UnionWith(operations);
    }

    /// <summary>What is seen of it, a line for each record alive and each operation.</summary>
    public string Seen => string.Join(
        '\n', _records.Where(record => record.Value.Alive).Select(Line).Concat(_operations).Order(StringComparer.Ordinal));

    private static string Line(KeyValuePair<RecordKey, RecordState> record) =>
        $"{record.Key.Id}: {string.Join(' ', record.Value.Visible.Select(register => $"{register.Name}={register.Value}"))}";
}
