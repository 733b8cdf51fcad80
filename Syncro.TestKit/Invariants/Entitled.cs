using System.Collections.Immutable;
using Syncro.Scribes;
using Syncro.TestKit.Simulated;
using Syncro.Wire;

namespace Syncro.TestKit.Invariants;

/// <summary>
/// 8: nothing of a record goes to a reader that was not entitled to it when the message, or the page in it, was made.
/// </summary>
internal sealed class Entitled
{
    private HashSet<RecordKey> _built = [];

    /// <summary>A page is made for a reader now.</summary>
    public void Built(SimPeer owner, ClientId reader, bool relay) =>
        _built = [.. owner.Records.Where(r => r.Value.Audience.Admits(reader, relay)).Select(r => r.Key)];

    public void Check(SimPeer owner, ClientId? reader, Message message, bool relay)
    {
        foreach (var wire in Scribes(message))
            if (wire.Scribe is Scribe.Change { Key: var key } change && !(IsLegacy(message) && change.Registers.IsEmpty) && !_built.Contains(key)
                && !(reader is { } client && owner.Record(key).Audience.Admits(client, relay)))
                throw new BrokenInvariantException(8, $"{owner.Id} sent {reader} {SimTrace.Of(wire.Scribe)}, which it may not read");
        foreach (var text in Texts(message))
            Invariant.Holds(!text.Contains(Ledger.Canary, StringComparison.Ordinal), 8, "what {0} refuses tells nothing: {1}", owner.Id, text);
    }

    private static ImmutableArray<WireScribe> Scribes(Message message) => message switch
    {
        Message.AddScribes push => push.Scribes,
        Message.AddScribe push => [push.Scribe],
        Message.Response(_, Result.Page page) => page.Scribes,
        Message.Response(_, Result.LegacyPage page) => page.Scribes,
        _ => [],
    };

    // A version-1 peer is told that a record is gone by its create, for it raises on a destroy of what it doesn't hold.
    private static bool IsLegacy(Message message) => message is Message.AddScribe or Message.Response(_, Result.LegacyPage);

    private static IEnumerable<string> Texts(Message message) => message switch
    {
        Message.Error error => [error.Text ?? ""],
        Message.Sync sync => sync.Rejected.Select(r => r.Text),
        Message.Ack ack => ack.Rejected.Select(r => r.Text),
        Message.Response(_, Result.Pushed pushed) => pushed.Rejected.Select(r => r.Text),
        _ => [],
    };
}
