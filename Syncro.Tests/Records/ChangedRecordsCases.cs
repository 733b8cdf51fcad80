using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Tests.Records;

/// <summary>Records that change again and again, and for whom: in the store, and by the simplest model of it.</summary>
internal sealed class ChangedRecordsCases(int seed)
{
    private static readonly string[] Clients = ["laptop", "phone", "tablet"];

    private readonly Random _random = new(seed);
    private readonly Dictionary<RecordKey, StoredRecord> _records = [];
    private readonly Dictionary<(string Client, RecordKey Key), Concern> _concerns = [];
    private long _commit = 1;

    /// <summary>The next change, as it is written to the store.</summary>
    public Unflushed Next()
    {
        _commit++;
        var (records, concerns) = (new Dictionary<RecordKey, StoredRecord>(), new List<Concern>());
        for (var i = _random.Next(1, 6); i > 0; i--)
        {
            var key = new RecordKey(_random.Next(2) == 0 ? "City" : "Note", RecordId.Of(_random.Next(12)));
            var at = Position.Of(_commit, i);
            var record = RecordCases.Alive(_random.Next(100), at.Value) with { Audience = Drawn() };
            _records[key] = records[key] = _random.Next(10) == 0 ? StoredRecord.Unknown : record;
            foreach (var client in Clients.Append(Concern.Everyone).Where(_ => _random.Next(3) == 0))
                concerns.Add(new(client, key, at, _random.Next(4) == 0));
        }
        foreach (var concern in concerns)
            _concerns[(concern.Client, concern.Key)] = concern with
            {
                Withdraw = concern.Withdraw || _concerns.GetValueOrDefault((concern.Client, concern.Key)).Withdraw,
            };
        return new(records, concerns, RecordCases.UpTo(_commit));
    }

    /// <summary>What a client is led to after a position.</summary>
    public IEnumerable<ChangedRecord> After(string client, bool relay, Position after)
    {
        var rows = new SortedDictionary<Position, ChangedRecord>();
        foreach (var (key, record) in _records)
            if (!record.State.IsUnknown && (record.Audience is Audience.All || (relay && !record.Audience.IsEmpty)))
                rows[record.Position] = new(key, record.Position, record, false);
        foreach (var concern in _concerns.Values)
            if (concern.Client == client || (!relay && concern.Client.Length == 0))
                rows[concern.At] = new(
                    concern.Key, concern.At, _records[concern.Key],
                    concern.Withdraw || rows.GetValueOrDefault(concern.At)?.Withdraw == true);
        return rows.Values.Where(row => row.At > after);
    }

    private Audience Drawn() => _random.Next(4) switch
    {
        0 => Audience.Named("laptop", "phone"),
        1 => _random.Next(2) == 0 ? Audience.Nobody : Audience.Relays,
        _ => Audience.Everyone,
    };
}
