using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Tests.JavaScript;

/// <summary>Changes of a few records, drawn the same each time: few stamps and values, so that they meet.</summary>
internal sealed class Drawing(int seed)
{
    private static readonly string[] Values =
        ["1", "1.0", "1.10", "\"a\"", "\"\\u0061\"", "null", "[1,{\"b\":2}]", "12345678901234567890123456789012345678901234567890"];

    private static readonly string[] Names = ["title", "x", "Z", "é", "\uFFFD", "😀"];

    // Not for secrets: the same cases each time.
#pragma warning disable CA5394
    private readonly Random _random = new(seed);

    public int Below(int limit) => _random.Next(limit);
#pragma warning restore CA5394

    public T Of<T>(params T[] some) => some[Below(some.Length)];

    public Stamp Stamp(params string[] origins) => new((ulong)(1 + Below(5)) << Of(0, 16, 40), Of(origins));

    public RecordKey Key() => new("Note", Of<RecordId>("n1", "n2", 560));

    public Scribe.Change Change(params string[] origins) => Change(Key(), origins);

    public Scribe.Change Change(RecordKey key, params string[] origins)
    {
        var at = Stamp(origins);
        return Below(5) switch
        {
            0 => Scribe.Change.Destroy(key, at),
            1 or 2 => Scribe.Change.Create(key, at, Registers(() => Stamp(origins)), Below(2) == 0 ? Stamp(origins) : default),
            _ when Registers(() => Stamp(origins)) is var set =>
                Scribe.Change.Update(key, set.Select(r => r.At).Append(at).Max(), set),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    public JsonText Value() => JsonText.Parse(Of(Values));

    private ImmutableArray<Register> Registers(Func<Stamp> at) => Syncro.Scribes.Registers.Sorted(
        Names.Where(_ => Below(3) == 0).Select(name => new Register(name, Value(), at())));
}
