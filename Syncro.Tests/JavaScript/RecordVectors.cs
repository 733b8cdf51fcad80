using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;
using static Syncro.Tests.JavaScript.VectorFile;

namespace Syncro.Tests.JavaScript;

/// <summary>What records come to: merged, withdrawn, changed by the application, and sent.</summary>
internal static class RecordVectors
{
    private static readonly JournalId Ours = new("j-leaf"), Theirs = new("j-server");

    private static readonly JournalLimits Limits = new(512 * 1024, 2048, 1024 * 1024, 4096, 1024 * 1024);

    private static readonly Rules Rules = Rules.Open(Classes.Of(["Note"]));

    private static readonly JournalState Empty =
        JournalState.Empty with { Client = new("leaf"), Journal = Ours, Head = Cursor.Start(Ours) };

    public static object Merges() => Enumerable.Range(1, 50).Select(seed =>
    {
        var drawing = new Drawing(seed);
        var state = RecordState.Unknown;
        return new
        {
            steps = Enumerable.Range(0, 1 + drawing.Below(6)).Select(_ =>
            {
                var change = drawing.Change(new RecordKey("Note", "n1"), "a", "b", "é");
                var merged = state.Merge(change);
                state = merged.State;
                return new
                {
                    change = Text(change),
                    effect = merged.Effect.Select(part => Text(part)).ToArray(),
                    state = State(state),
                    alive = state.Alive,
                    visible = state.Visible.Select(register => register.Name).ToArray(),
                    held = drawing.Change(new RecordKey("Note", "n1"), "a", "b") is var other && state.Holding(other) is { } held
                        ? new { of = Text(other), holds = (string?)Text(held) } : new { of = Text(other), holds = (string?)null },
                };
            }).ToArray(),
        };
    }).ToArray();

    /// <summary>Pages of a relay's at a leaf that made some of what they are about.</summary>
    public static object Intakes() => Enumerable.Range(1, 50).Select(seed =>
    {
        var drawing = new Drawing(seed);
        var records = new Dictionary<RecordKey, StoredRecord>();
        var own = new Dictionary<RecordKey, HashSet<Stamp>>();
        for (var i = drawing.Below(8); i > 0; i--)
        {
            var change = drawing.Change("leaf", "b");
            var record = records.GetValueOrDefault(change.Key, StoredRecord.Unknown);
            records[change.Key] = record with { State = record.State.Merge(change).State };
            if (drawing.Below(2) == 0)
                (own.TryGetValue(change.Key, out var made) ? made : own[change.Key] = [])
                    .UnionWith(change.Stamps.Where(stamp => stamp.Origin == "leaf"));
        }
        ImmutableArray<WireScribe> page = [.. Enumerable.Range(1, drawing.Below(6)).Select(id =>
            new WireScribe(JsonText.Of(id), Came(drawing), drawing.Below(2) == 0))];
        var upto = new Cursor(Theirs, new(4096), "m");
        var decision = Decision.Make(
            Empty, Intake.Sets(new(new(new("server"), Theirs), Relay: true), page, upto, own: false),
            key => records.GetValueOrDefault(key, StoredRecord.Unknown),
            (withdraw, _) => own.GetValueOrDefault(withdraw.Key, []), Rules, Limits, 1000, "salt");
        return new
        {
            before = Records(records),
            ownSince = own.OrderBy(pair => pair.Key.Id).Select(pair => new
            {
                key = Key(pair.Key),
                stamps = pair.Value.Order().Select(stamp => stamp.ToString()).ToArray(),
            }).ToArray(),
            scribes = page.Select(Text).ToArray(),
            after = Records(decision.Records),
            clock = decision.Clock.Last.ToString("x", System.Globalization.CultureInfo.InvariantCulture),
            rejected = Rejected(decision.Verdicts.OfType<Verdict.Received>().SelectMany(verdict => verdict.Rejected)).ToArray(),
            operations = decision.Commit?.Entries.Select(entry => entry.Body).OfType<EntryBody.Operated>().Count() ?? 0,
        };
    }).ToArray();

    private static Scribe Came(Drawing drawing) => drawing.Below(8) switch
    {
        0 or 1 => new Scribe.Withdraw(drawing.Key(), null),
        2 => new Scribe.Operation("Note", drawing.Of("ring", "call"), drawing.Stamp("b"), drawing.Value()),
        3 => drawing.Change(new RecordKey("City", "c1"), "b"),
        _ => drawing.Change("leaf", "b"),
    };

    /// <summary>Change sets of an application, one commit each; and what a server that takes the peer for a leaf is sent of them.</summary>
    public static object Locals() => Enumerable.Range(1, 40).Select(seed =>
    {
        var drawing = new Drawing(seed);
        var (state, records) = (Empty, new Dictionary<RecordKey, StoredRecord>());
        var commits = new List<JournalEvent.Commit>();
        var sets = Enumerable.Range(0, 1 + drawing.Below(6)).Select(_ =>
        {
            ImmutableArray<LocalChange> changes = [.. Enumerable.Range(0, 1 + drawing.Below(3)).Select(_ => Asked(drawing))];
            var now = 1000 + drawing.Below(3);
            var decision = Decision.Make(
                state, [new ChangeSet.Local(changes)], key => records.GetValueOrDefault(key, StoredRecord.Unknown),
                (_, _) => ImmutableHashSet<Stamp>.Empty, Rules, Limits, now, "salt");
            if (decision.Commit is { } commit)
            {
                commits.Add(commit);
                state = state.Apply(commit);
                foreach (var (key, record) in decision.Records)
                    records[key] = record;
            }
            return new
            {
                now,
                changes = changes.Select(Asked).ToArray(),
                fault = (decision.Verdicts[0] as Verdict.Refused)?.Fault is { } fault ? (int)fault.Code : 0,
                mark = decision.Commit?.Mark,
                head = Place(state.Head),
                clock = decision.Commit is null ? null : state.Clock.Last.ToString("x", System.Globalization.CultureInfo.InvariantCulture),
            };
        }).ToArray();
        var withdrawn = records.Where(_ => drawing.Below(4) == 0).ToDictionary(pair => pair.Key, _ => StoredRecord.Unknown);
        var reader = new Reader(new(new("server"), Theirs), true, Rules.Classes, false, true, new("leaf"), null);
        var page = PageBuilder.Build(
            new(ServedSet.Of(commits), false), new(Cursor.Start(Ours)), reader,
            key => withdrawn.GetValueOrDefault(key) ?? records.GetValueOrDefault(key, StoredRecord.Unknown), state.Head, 256 * 1024);
        return new
        {
            sets,
            after = Records(records),
            withdrawn = withdrawn.Keys.Select(Key).ToArray(),
            page = new { scribes = page.Scribes.Select(Text).ToArray(), at = Place(page.Next.At), more = page.More },
        };
    }).ToArray();

    private static LocalChange Asked(Drawing drawing)
    {
        var values = Attributes.Of(new[] { "title", "x", "é" }.Where(_ => drawing.Below(2) == 0)
            .Select(name => KeyValuePair.Create(name, JsonText.Parse(drawing.Of("1", "2", "\"a\"", "null")))));
        return drawing.Below(12) switch
        {
            0 or 1 or 2 => new LocalChange.Create(drawing.Key(), values),
            3 or 4 => new LocalChange.Put(drawing.Key(), values),
            5 or 6 => new LocalChange.Save(drawing.Key(), values),
            7 => new LocalChange.Destroy(drawing.Key()),
            8 => new LocalChange.Operation("Note", drawing.Of("ring", "create"), drawing.Value()),
            9 when drawing.Below(4) == 0 => new LocalChange.Create(new("City", "c1"), values),
            _ => new LocalChange.Update(drawing.Key(), values),
        };
    }

    private static object Asked(LocalChange change) => change switch
    {
        LocalChange.Operation(var name, var type, var data) => new { op = "record", klass = name, type, data = data.ToString() },
        LocalChange.Create(var key, var values) => Asked("create", key, values),
        LocalChange.Put(var key, var values) => Asked("put", key, values),
        LocalChange.Save(var key, var values) => Asked("save", key, values),
        LocalChange.Update(var key, var values) => Asked("update", key, values),
        LocalChange.Destroy(var key) => new { op = "destroy", klass = key.Class, id = key.Id.ToString() },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static object Asked(string op, RecordKey key, Attributes values) => new
    {
        op,
        klass = key.Class,
        id = key.Id.ToString(),
        values = values.Values.Select(pair => new { name = pair.Key, value = pair.Value.ToString() }).ToArray(),
    };

    // That an operation was applied is kept apart on the other side.
    private static object[] Records(IReadOnlyDictionary<RecordKey, StoredRecord> records) =>
        [.. records.Where(pair => !pair.Key.Id.IsOperation).OrderBy(pair => pair.Key.Class, StringComparer.Ordinal).ThenBy(pair => pair.Key.Id)
            .Select(pair => new { key = Key(pair.Key), state = State(pair.Value.State) })];

    private static string Key(RecordKey key) => $"{key.Class};{key.Id}";
}
