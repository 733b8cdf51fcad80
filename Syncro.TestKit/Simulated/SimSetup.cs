using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.TestKit.Simulated;

/// <summary>Short names for what histories are made of.</summary>
internal static class SimSetup
{
    public static RecordKey Note(string id) => new(SimRules.Open, RecordId.Of(id));

    public static RecordKey City(string id) => new(SimRules.Restricted, RecordId.Of(id));

    public static Attributes With(params (string Name, object Value)[] values) =>
        Attributes.Of(values.Select(v => KeyValuePair.Create(v.Name, JsonText.Parse(System.Text.Json.JsonSerializer.Serialize(v.Value)))));

    public static LocalChange Create(RecordKey key, params (string, object)[] values) => new LocalChange.Create(key, With(values));

    public static LocalChange Put(RecordKey key, params (string, object)[] values) => new LocalChange.Put(key, With(values));

    public static LocalChange Update(RecordKey key, params (string, object)[] values) => new LocalChange.Update(key, With(values));

    public static LocalChange Destroy(RecordKey key) => new LocalChange.Destroy(key);

    /// <summary>What a reader of a peer sees of a record: <c>{"x":1}</c>; null where it is not alive.</summary>
    public static string? Seen(this SimPeer peer, RecordKey key)
    {
        var state = peer.Record(key).State;
        return !state.Alive ? null : $"{{{string.Join(",", state.Visible.Select(r => $"\"{r.Name}\":{r.Value}"))}}}";
    }

    public static string? Seen(this SimRuby ruby, RecordKey key) =>
        !ruby.Records.TryGetValue(key, out var held) ? null
        : $"{{{string.Join(",", held.OrderBy(a => a.Key, Utf8Order.Instance).Select(a => $"\"{a.Key}\":{a.Value}"))}}}";
}
