using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.TestKit.Simulated;

/// <summary>What a reader of a failed run needs to see of a message.</summary>
internal static class SimTrace
{
    public static string Of(Message message) => message switch
    {
        Message.AddScribes push => $"push {Of(push.Scribes)} →{push.Position}",
        Message.AddScribe push => $"push {Of([push.Scribe])}",
        Message.Response(_, Result.Page page) => $"page {Of(page.Scribes)} →{page.Position}{(page.More ? " more" : "")}",
        Message.Response(_, Result.LegacyPage page) => $"page {Of(page.Scribes)}",
        Message.Response(_, Result.Pushed pushed) => $"pushed {pushed.Position} {Of(pushed.Rejected)}",
        Message.Response(_, Result.Greeted greeted) => $"greeted seen={greeted.Greeting.Seen?.Position} relay={greeted.Relay}",
        Message.Response response => $"response {response.Id} {response.Result.GetType().Name}",
        Message.Sync sync => $"sync {sync.From?.Position} own={sync.Own} {Of(sync.Rejected)}",
        Message.Ack ack => $"ack {ack.Position} {Of(ack.Rejected)}",
        Message.Hello hello => $"hello seen={hello.Greeting.Seen?.Position}",
        _ => message.ToString(),
    };

    private static string Of(IEnumerable<Rejection> rejected) => string.Concat(rejected.Select(r => $" refused {r.Id} {r.Code}"));

    private static string Of(IEnumerable<WireScribe> scribes) =>
        $"[{string.Join(", ", scribes.Select(wire => $"{wire.Id} {Of(wire.Scribe)}{(wire.EndsSet ? "" : "+")}"))}]";

    public static string Of(Scribe? scribe) => scribe switch
    {
        Scribe.Change change => $"{change.Type} {change.Key.Id.Text}@{Of(change.At)}"
            + (change.Destroyed.IsNone ? "" : $" destroyed@{Of(change.Destroyed)}")
            + string.Concat(change.Registers.Select(r => $" {r.Name}={r.Value}@{Of(r.At)}")),
        Scribe.Withdraw withdraw => $"withdraw {withdraw.Key.Id.Text} taken={withdraw.Taken?.Position}",
        Scribe.Operation operation => $"{operation.Type} {operation.Data}",
        _ => "fault",
    };

    public static string Of(LocalChange change) => change switch
    {
        LocalChange.Create(var key, var values) => $"create {key.Class} {key.Id.Text} {Of(values)}",
        LocalChange.Put(var key, var values) => $"put {key.Class} {key.Id.Text} {Of(values)}",
        LocalChange.Save(var key, var values) => $"save {key.Class} {key.Id.Text} {Of(values)}",
        LocalChange.Update(var key, var values) => $"update {key.Class} {key.Id.Text} {Of(values)}",
        LocalChange.Destroy(var key) => $"destroy {key.Class} {key.Id.Text}",
        _ => change.ToString(),
    };

    private static string Of(Attributes values) => string.Join(" ", values.Values.Select(v => $"{v.Key}={v.Value}"));

    public static string Of(StoredRecord record) => $"{Of(record.State)} for {Of(record.Audience)}";

    private static string Of(Audience audience) =>
        audience is Audience.Only(var clients) ? $"[{string.Join(' ', clients)}]" : audience.GetType().Name;

    public static string Of(RecordState state) =>
        $"created@{Of(state.Created)} destroyed@{Of(state.Destroyed)}"
        + string.Concat(state.Registers.Select(r => $" {r.Name}={r.Value}@{Of(r.At)}"));

    private static string Of(Stamp stamp) =>
        stamp.IsNone ? "-" : $"{stamp.Milliseconds - SimWorld.Start}.{stamp.Time & 0xFFFF}{stamp.Origin}";
}
