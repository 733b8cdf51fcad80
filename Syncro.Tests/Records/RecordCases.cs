using FsCheck;
using FsCheck.Fluent;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Tests.Records;

/// <summary>Ids, values and records of every shape that may be stored.</summary>
public static class RecordCases
{
    private static readonly string[] Units =
        ["a", "b", "Z", "0", "9", "-", " ", "\"", "\\", "/", "é", "ß", "\uFFFD", "\uE000", "\uFFFF", "😀", "\U0010FFFF"];

    private static readonly string[] Tokens =
    [
        "null", "true", "false", "0", "-0", "1.10", "1e2", "1E+2", "-0.0", "\"\"", "\"2024-01-01T00:00:00Z\"",
        "1234567890123456789012345678901234567890", "\"\\ud83d\\ude00\"", "\"😀\"", "\"\\u0041\"", "\"\\/\"", "[]", "{}",
    ];

    private static Gen<string> Text(int longest) =>
        Gen.Choose(1, longest).SelectMany(length => Gen.Elements(Units).ArrayOf(length)).Select(string.Concat);

    private static readonly Gen<RecordId> Integers =
        from digits in Gen.Frequency((6, Gen.Choose(1, 3)), (3, Gen.Choose(1, 40)), (1, Gen.Choose(254, 256)))
        from first in Gen.Choose(digits == 1 ? 0 : 1, 9)
        from rest in Gen.Choose(0, 9).ArrayOf(digits - 1)
        from minus in Gen.Elements(true, false)
        let negative = minus && digits < 256 && (first > 0 || digits > 1)
        select Whole((negative ? "-" : "") + first + string.Concat(rest));

    public static RecordId Whole(string token) =>
        RecordId.TryInteger(token, out var id) ? id : throw new ArgumentException(token);

    public static Gen<RecordId> Ids => Gen.OneOf(Integers, Text(4).Select(RecordId.Of), Text(60).Select(RecordId.Of));

    private static readonly Gen<Stamp> Stamps =
        from time in Gen.Choose(1, 5)
        from origin in Gen.Elements("laptop", "phone", "a\"b\\c", "😀")
        select new Stamp((0x0190UL << 32) + (ulong)time, origin);

    private static Gen<JsonText> Values(int depth) => depth == 0
        ? Gen.Elements(Tokens).Select(JsonText.Parse)
        : Gen.OneOf(
            Values(0),
            Values(depth - 1).ArrayOf(2).Select(items => JsonText.Parse($"[{items[0]},{items[1]}]")),
            Values(depth - 1).Select(item => JsonText.Parse($"{{\"a\\u0062\":{item},\"\":1}}")));

    private static Gen<Register[]> RegistersAt(Stamp created) =>
        from names in Text(5).ListOf()
        let distinct = names.Distinct().ToArray()
        from values in Values(3).ArrayOf(distinct.Length)
        from stamps in Gen.OneOf(Gen.Constant(created), Stamps).ArrayOf(distinct.Length)
        select distinct.Select((name, i) => new Register(name, values[i], stamps[i])).ToArray();

    public static readonly Gen<Audience> Audiences = Gen.OneOf(
        Gen.Constant(Audience.Everyone), Gen.Constant(Audience.Relays), Gen.Constant(Audience.Nobody),
        Text(4).Select(name => new ClientId(name)).NonEmptyListOf().Select(Audience.Of));

    public static readonly Gen<StoredRecord> Records =
        from created in Gen.OneOf(Gen.Constant(Stamp.None), Stamps)
        from destroyed in Gen.OneOf(Gen.Constant(Stamp.None), Stamps)
        from registers in RegistersAt(created.IsNone ? new Stamp(1, "other") : created)
        from audience in Audiences
        from position in Gen.Choose(1, int.MaxValue)
        select new StoredRecord(new(created, destroyed, Registers.Sorted(registers)), audience, new(position));

    public static Arbitrary<RecordId> Id() => Ids.ToArbitrary();

    public static Arbitrary<StoredRecord> Record() => Records.ToArbitrary();

    /// <summary>A record alive that holds one number.</summary>
    public static StoredRecord Alive(int value, long position = 1) => new(
        new(At(1), Stamp.None, [new("n", JsonText.Of(value), At(1))]), Audience.Everyone, new(position));

    /// <summary>A record created and destroyed.</summary>
    public static readonly StoredRecord Dead = new(new(At(1), At(2), []), Audience.Everyone, new(2));

    /// <summary>A checkpoint after so many commits.</summary>
    internal static Checkpoint UpTo(long sequence) => new(new("j"), sequence, "m", new(new("j"), Position.Of(sequence, 0), "m"));

    /// <summary>The records after the commit of that number.</summary>
    internal static void Put(this RecordCache cache, IEnumerable<KeyValuePair<RecordKey, StoredRecord>> records, long sequence) =>
        cache.Put(records, [], UpTo(sequence));

    /// <summary>Records that concern nobody by name.</summary>
    internal static Task WriteAsync(
        this RecordStore store, IReadOnlyCollection<KeyValuePair<RecordKey, StoredRecord>> records, Checkpoint upTo,
        CancellationToken cancel = default) => store.WriteAsync(new Unflushed(records, [], upTo), cancel);

    public static Stamp At(ulong time) => new(time, "laptop");

    public static KeyValuePair<RecordKey, StoredRecord> Of(string className, RecordId id, StoredRecord record) =>
        new(new(className, id), record);
}
