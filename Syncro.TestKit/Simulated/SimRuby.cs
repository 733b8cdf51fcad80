using System.Collections.Immutable;
using Syncro.Scribes;
using Syncro.TestKit.Invariants;
using Syncro.Wire;

namespace Syncro.TestKit.Simulated;

/// <summary>
/// A peer as the 2010 library was: it raises on an update or a destroy of a record that it doesn't hold, a create
/// overwrites, ids are its own, its cursor is the sender's last id.
/// </summary>
internal sealed class SimRuby(SimWorld world, string name) : ISimOwner
{
    private readonly Dictionary<string, JsonText> _cursors = [];
    private readonly List<End> _ends = [];
    private readonly HashSet<RecordKey> _destroyed = [];
    private long _nextId;

    public string Name => name;

    public Dictionary<RecordKey, ImmutableSortedDictionary<string, JsonText>> Records { get; } = [];

    /// <summary>What it recorded: id, scribe, and whom it came from.</summary>
    public List<(JsonText Id, Scribe Scribe, string? From)> Log { get; } = [];

    public ISimEnd Open(SimLink link, string peer)
    {
        var end = new End(this, link, peer);
        _ends.Add(end);
        end.Later = () => end.Send(new Message.LegacySync(
            JsonText.Of(++_nextId), _cursors.TryGetValue(peer, out var cursor) ? cursor : null));
        return end;
    }

    public void Create(RecordKey key, params (string Name, string Json)[] values) =>
        Change(Scribe.Change.Create(key, Stamp.None, Registers(values)));

    public void Update(RecordKey key, params (string Name, string Json)[] values) =>
        Change(Scribe.Change.Update(key, Stamp.None, Registers(values)));

    public void Destroy(RecordKey key) => Change(Scribe.Change.Destroy(key, Stamp.None));

    private static ImmutableArray<Register> Registers((string Name, string Json)[] values) =>
        Syncro.Scribes.Registers.Sorted(values.Select(value => new Register(value.Name, JsonText.Parse(value.Json), Stamp.None)));

    private void Change(Scribe.Change scribe)
    {
        world.Ledger.Submitted(scribe.Key, scribe.Registers.Select(r => KeyValuePair.Create(r.Name, r.Value)));
        Play(scribe);
        if (scribe is Scribe.Change { Kind: ChangeType.Destroy } gone)
            _destroyed.Add(gone.Key);
        var id = JsonText.OfString($"{(int)name[0]:x8}{Log.Count:x18}");
        Log.Add((id, scribe, null));
        foreach (var end in _ends.Where(end => end.Link.Up))
            end.Send(new Message.AddScribe(JsonText.Of(++_nextId), new(id, scribe, true)));
    }

    /// <summary>False: it raised, for it had destroyed the record itself meanwhile; that ends the process.</summary>
    private bool Play(Scribe scribe)
    {
        if (scribe is not Scribe.Change { Key: var key } change)
            return true;
        var held = Records.TryGetValue(key, out var attributes);
        if (!held && change.Kind != ChangeType.Create)
        {
            Invariant.Holds(_destroyed.Contains(key), 7, () => $"{name} is never sent {change.Type} of {key}, which it never had");
            world.Counts.Add(Occurrence.LegacyRaised);
            return false;
        }
        var before = change.Kind == ChangeType.Update ? attributes! : ImmutableSortedDictionary.Create<string, JsonText>(StringComparer.Ordinal);
        if (change.Kind == ChangeType.Destroy)
            Records.Remove(key);
        else
            Records[key] = before.SetItems(change.Registers.Select(r => KeyValuePair.Create(r.Name, r.Value)));
        return true;
    }

    private bool PlayFrom(string peer, WireScribe wire)
    {
        if (!Play(wire.Scribe!))
            return false;
        _cursors[peer] = wire.Id;
        Log.Add((wire.Id, wire.Scribe!, peer));
        return true;
    }

    private IEnumerable<WireScribe> After(JsonText? from, string asker)
    {
        var at = from is { } id ? Log.FindLastIndex(scribe => scribe.Id == id) : -1;
        return from is not null && at < 0 ? []
            : Log.Skip(at + 1).Where(scribe => scribe.From != asker).Select(scribe => new WireScribe(scribe.Id, scribe.Scribe, true));
    }

    private sealed class End(SimRuby ruby, SimLink link, string peer) : ISimEnd
    {
        public SimLink Link => link;

        public Action? Later { get; set; }

        public string Name => ruby.Name;

        public bool Ready => true;

        public void Send(Message message) => link.Send(this, message);

        public void Lost() => ruby._ends.Remove(this);

        public void Receive(Decoded decoded)
        {
            Later?.Invoke();
            Later = null;
            switch (((Decoded.Received)decoded).Message)
            {
                case Message.LegacySync(var id, var from):
                    Send(new Message.Response(id, new Result.LegacyPage([.. ruby.After(from, peer)])));
                    break;
                case Message.AddScribe(var id, var wire):
                    if (ruby.PlayFrom(peer, wire))
                        Send(new Message.Response(id, new Result.Value(JsonText.True)));
                    else
                        link.Cut();
                    break;
                case Message.Response(_, Result.LegacyPage(var scribes)):
                    if (!scribes.All(wire => ruby.PlayFrom(peer, wire)))
                        link.Cut();
                    break;
                case Message.Noop(var id):
                    Send(new Message.Response(id, new Result.Value(JsonText.True)));
                    break;
                case Message.Error error:
                    throw new BrokenInvariantException(7, $"{ruby.Name} ends with a received error: {error}");
            }
        }
    }
}
