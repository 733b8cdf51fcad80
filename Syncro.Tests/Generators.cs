using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Syncro.Scribes;
using Syncro.Wire;
using Result = Syncro.Wire.Result;

namespace Syncro.Tests;

/// <summary>Everything that can cross a wire, built rather than filtered.</summary>
public static class Generators
{
    private static readonly string[] Pieces =
    [
        "a", "b", "note", "Z", " ", ".", "-", "_", "'", "\"", "\\", "/", "<", "&", "é", "ß", "中", "\uFFFD", "\uFFFF",
        "\uE000", "😀", "𝒳", "\U0010FFFF", "שלום", "\u202E", "\u2028", "e\u0301",
    ];

    private static readonly string[] Controls = ["\0", "\n", "\t", "\u001F", "\u007F"];

    public static Gen<string> Names { get; } = Join(Gen.Elements(Pieces), 1, 12);

    public static Gen<string> Texts { get; } = Join(Gen.Elements([.. Pieces, .. Controls]), 0, 20);

    public static Gen<string> ClassNames { get; } =
        Gen.OneOf(Gen.Elements("Note", "City", "Syncro::RPC::Default"), Names);

    public static Gen<string> Clients { get; } = Gen.OneOf(Gen.Elements("laptop", "phone", "hub"), Names);

    private static Gen<string> Join(Gen<string> piece, int least, int most) =>
        Gen.Choose(least, most).SelectMany(n => piece.ArrayOf(n)).Select(string.Concat);

    public static Gen<JsonText> Values { get; } = Gen.Sized(size => Value(Math.Min(4, size / 8)));

    private static Gen<JsonText> Value(int depth)
    {
        var scalar = Gen.OneOf(
            Gen.Elements(
                "null", "true", "false", "0", "-1", "1.10", "1.1", "1e2", "-0.0", "1E+400", "\"\"", "[]", "{}",
                "\"\\u0000\"", "\"\\u00e9\"", "\"\\/\"", "1234567890123456789012345678901234567890").Select(JsonText.Parse),
            Texts.Select(JsonText.OfString));
        if (depth == 0)
            return scalar;
        var inner = Value(depth - 1);
        var array = Gen.Choose(0, 4).SelectMany(n => inner.ArrayOf(n))
            .Select(items => JsonText.Parse($"[{string.Join(',', items)}]"));
        var pairs = Texts.SelectMany(_ => inner, (key, value) => (key, value));
        var @object = Gen.Choose(0, 4).SelectMany(n => pairs.ArrayOf(n)).Select(items => JsonText.Parse(
            $"{{{string.Join(',', items.DistinctBy(i => i.key).Select(i => $"{JsonText.OfString(i.key)} : {i.value}"))}}}"));
        return Gen.OneOf(scalar, scalar, array, @object);
    }

    /// <summary>Few times and few origins, so that they meet.</summary>
    public static Gen<Stamp> Stamps { get; } =
        from time in Gen.OneOf(Gen.Choose(1, 6).Select(t => (ulong)t), Gen.Choose(1, int.MaxValue).Select(t => (ulong)t << 16))
        from origin in Clients
        select new Stamp(time, origin);

    public static Gen<RecordId> Ids { get; } = Gen.OneOf(
        Names.Select(RecordId.Of),
        Gen.Choose(int.MinValue, int.MaxValue).Select(n => RecordId.Of(n)),
        Gen.Choose(0, 20).Select(n => RecordId.TryInteger($"-9{new string('8', n)}", out var id) ? id : default));

    public static Gen<RecordKey> Keys { get; } =
        from name in ClassNames.Select(n => n.Replace(';', ','))
        from id in Ids
        select new RecordKey(name, id);

    public static Gen<Position> Positions { get; } =
        Gen.OneOf(Gen.Choose(1, int.MaxValue).Select(n => new Position(n)), Gen.Constant(new Position(Position.Limit - 1)));

    public static Gen<string> Marks { get; } = Texts.Select(text => text.Length > 60 ? "" : text);

    public static Gen<Cursor> Cursors { get; } =
        from journal in Names
        from position in Positions
        from mark in Marks
        select new Cursor(new JournalId(journal), position, mark);

    private static Gen<Cursor?> MaybeCursors { get; } =
        Gen.OneOf(Cursors.Select(c => (Cursor?)c), Gen.Constant<Cursor?>(null));

    public static Gen<ImmutableArray<Register>> RegisterSets(Gen<Stamp> stamps, Gen<string> names) =>
        from count in Gen.Choose(0, 6)
        from registers in (
            from name in names
            from value in Values
            from at in stamps
            select new Register(name == "id" ? "id?" : name, value, at)).ArrayOf(count)
        select Registers.Sorted(registers.DistinctBy(r => r.Name));

    public static Gen<Scribe.Change> Changes(Gen<RecordKey> keys, Gen<string> names) => Gen.OneOf(
        from key in keys
        from at in Stamps
        from registers in RegisterSets(Gen.OneOf(Stamps, Gen.Constant(at)), names)
        from destroyed in Gen.OneOf(Gen.Constant(Stamp.None), Stamps)
        select Scribe.Change.Create(key, at, registers, destroyed),
        from key in keys
        from registers in RegisterSets(Stamps, names)
        from at in Stamps
        select Scribe.Change.Update(key, registers.Select(r => r.At).Append(at).Max(), registers),
        from key in keys
        from at in Stamps
        select Scribe.Change.Destroy(key, at));

    public static Gen<Scribe> Operations { get; } =
        from name in ClassNames.Select(n => n.Replace(';', ','))
        from type in Names
        from at in Stamps
        from data in Values
        select (Scribe)new Scribe.Operation(name, $"x{type}", at, data);

    public static Gen<Scribe> AllScribes { get; } = Gen.OneOf(
        Changes(Keys, Names).Select(c => (Scribe)c),
        Operations,
        from key in Keys
        from taken in MaybeCursors
        select (Scribe)new Scribe.Withdraw(key, taken));

    /// <summary>The scribes of version 1, which has no stamps.</summary>
    public static Gen<Scribe> LegacyScribes { get; } = Gen.OneOf(
        Changes(Keys, Names).Select(c => (Scribe)(c with
        {
            At = default,
            Destroyed = default,
            Registers = [.. c.Registers.Select(r => r with { At = default })],
        })),
        Operations.Select(o => (Scribe)((Scribe.Operation)o with { At = default })));

    private static Gen<ImmutableArray<T>> List<T>(Gen<T> items) =>
        Gen.Choose(0, 4).SelectMany(n => items.ArrayOf(n)).Select(all => all.ToImmutableArray());

    private static Gen<JsonText?> MessageIds { get; } = Gen.OneOf(
        Gen.Choose(1, int.MaxValue).Select(n => (JsonText?)JsonText.Of(n)), Gen.Constant<JsonText?>(null),
        Gen.Elements<JsonText?>(JsonText.Null, JsonText.OfString("x")));

    private static Gen<ImmutableArray<WireScribe>> WireScribes { get; } = List(
        from position in Positions
        from scribe in AllScribes
        from ends in Gen.Elements(true, false)
        select new WireScribe(JsonText.Of(position.Value), scribe, ends));

    private static Gen<WireScribe> LegacyWireScribes { get; } =
        from id in Gen.OneOf(Names.Select(JsonText.OfString), Gen.Choose(0, 99).Select(n => JsonText.Of(n)))
        from scribe in LegacyScribes
        select new WireScribe(id, scribe, true);

    private static Gen<ImmutableArray<Rejection>> Rejections { get; } = List(
        from id in Positions
        from code in Gen.Elements(403, 413, 422)
        from text in Texts
        select new Rejection(JsonText.Of(id.Value), code, text));

    private static Gen<Greeting> Greetings(Gen<string?> tokens) =>
        from space in Names
        from client in Clients
        from token in tokens
        from cursor in Cursors
        from seen in MaybeCursors
        from features in List(Names)
        from classes in Gen.OneOf(
            Gen.Constant(Classes.All), List(Names).Select(all => Classes.Of(all.Select(n => n.Replace(';', ',')))))
        from now in Positions
        select new Greeting(
            2, space, new ClientId(client), token, cursor.Journal, cursor.Position, cursor.Mark, seen, features, classes,
            now.Value);

    internal static Gen<Result> Results { get; } = Gen.OneOf(
        Values.Select(v => (Result)new Result.Value(v)),
        from scribes in WireScribes
        from cursor in Cursors
        from more in Gen.Elements(true, false)
        select (Result)new Result.Page(scribes, cursor.Position, cursor.Mark, more),
        Gen.Constant((Result)new Result.Reset()),
        List(LegacyWireScribes).Select(scribes => (Result)new Result.LegacyPage(scribes)),
        from position in Positions
        from rejected in Rejections
        select (Result)new Result.Pushed(position, rejected),
        from greeting in Greetings(Gen.Constant<string?>(null))
        from relay in Gen.Elements(true, false)
        select (Result)new Result.Greeted(greeting, relay));

    internal static Gen<Message> Messages { get; } = MessageIds.SelectMany(id => Gen.OneOf(
        Greetings(Gen.OneOf(Gen.Constant<string?>(null), Texts.Select(t => (string?)t)))
            .Select(greeting => (Message)new Message.Hello(id, greeting)),
        from cursor in MaybeCursors
        from own in Gen.Elements(true, false)
        from rejected in Rejections
        select (Message)new Message.Sync(id, cursor, own, rejected),
        Gen.OneOf(
            Gen.Constant<JsonText?>(null), Gen.Choose(0, 99).Select(n => (JsonText?)JsonText.Of(n)),
            Names.Select(n => (JsonText?)JsonText.OfString(n))).Select(from => (Message)new Message.LegacySync(id, from)),
        from cursor in Cursors
        from rejected in Rejections
        select (Message)new Message.Ack(id, cursor.Position, cursor.Mark, rejected),
        from scribes in WireScribes
        from cursor in Cursors
        select (Message)new Message.AddScribes(id, scribes, cursor.Position, cursor.Mark),
        LegacyWireScribes.Select(scribe => (Message)new Message.AddScribe(id, scribe)),
        from name in Texts
        from method in Texts
        from args in Values
        select (Message)new Message.Rpc(id, name, method, JsonText.Parse($"[{args}]")),
        Gen.Constant((Message)new Message.Noop(id)),
        from more in Gen.Elements(true, false)
        from data in Texts
        select (Message)new Message.Part(id, more, data),
        Results.Select(result => (Message)new Message.Response(id, result)),
        from code in Gen.Choose(0, 999)
        from text in Texts
        select (Message)new Message.Error(id, code, text),
        Texts.Select(type => (Message)new Message.Unknown(id, $"x{type}"))));
}
