using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using Syncro.Scribes;

namespace Syncro.Records;

internal static partial class RecordBody
{
    // A value of a peer's own may be nested as deeply as a whole message, and is nested deeper here.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = JsonGrammar.MaxDepth + 2 };

    /// <exception cref="InvalidJsonException">It is nothing that <c>Write</c> writes.</exception>
    public static (RecordState State, Audience Audience) Read(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
            throw new InvalidJsonException("not valid UTF-8");
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            return Read(ref reader);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidJsonException("not the body of a record", e);
        }
    }

    private static (RecordState, Audience) Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        Check(reader.TokenType == JsonTokenType.StartObject && Next(ref reader) && Is(ref reader, "v"u8), "no version");
        Check(reader.TryGetInt32(out var version) && version == Version, "another version");
        Stamp created = default, destroyed = default;
        var audience = Audience.Everyone;
        var stamps = ImmutableArray<KeyValuePair<string, Stamp>>.Empty;
        ImmutableArray<Register>? registers = null;
        while (Next(ref reader))
        {
            if (Is(ref reader, "created"u8))
                created = ReadStamp(ref reader, default);
            else if (Is(ref reader, "destroyed"u8))
                destroyed = ReadStamp(ref reader, created);
            else if (Is(ref reader, "audience"u8))
                audience = ReadAudience(ref reader);
            else if (Is(ref reader, "stamps"u8))
                stamps = ReadStamps(ref reader, created);
            else if (Is(ref reader, "attributes"u8))
                registers = ReadRegisters(ref reader, created, stamps);
            else
                Check(false, "an unknown key");
        }
        Check(registers is not null && !reader.Read(), "no attributes");
        return (new(created, destroyed, registers!.Value), audience);
    }

    // On the name of the next member, or false at the end of the object.
    private static bool Next(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read();

    private static Stamp ReadStamp(ref Utf8JsonReader reader, Stamp near)
    {
        var ok = reader.ValueIsEscaped
            ? Stamp.TryParse(reader.GetString(), out var stamp) : Stamp.TryParse(reader.ValueSpan, out stamp);
        Check(ok, "not a stamp");
        // Most stamps of a record are of one origin: hold its text once.
        return stamp.Origin == near.Origin ? stamp with { Origin = near.Origin } : stamp;
    }

    private static Audience ReadAudience(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var unannounced = reader.ValueTextEquals("unannounced"u8);
            Check(unannounced || reader.ValueTextEquals("relays"u8), "an unknown audience");
            return unannounced ? Audience.Unannounced : Audience.Relays;
        }
        Check(reader.TokenType == JsonTokenType.StartArray, "an unknown audience");
        var clients = ImmutableArray.CreateBuilder<ClientId>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
            clients.Add(new(reader.GetString()!));
        Check(reader.TokenType == JsonTokenType.EndArray, "an unknown audience");
        return new Audience.Only(clients.DrainToImmutable());
    }

    private static ImmutableArray<KeyValuePair<string, Stamp>> ReadStamps(ref Utf8JsonReader reader, Stamp created)
    {
        Check(reader.TokenType == JsonTokenType.StartObject, "stamps that are no object");
        var stamps = ImmutableArray.CreateBuilder<KeyValuePair<string, Stamp>>();
        while (Next(ref reader))
        {
            var name = NamePool.Read(ref reader);
            reader.Read();
            stamps.Add(new(name, ReadStamp(ref reader, created)));
        }
        return stamps.DrainToImmutable();
    }

    private static ImmutableArray<Register> ReadRegisters(
        ref Utf8JsonReader reader, Stamp created, ImmutableArray<KeyValuePair<string, Stamp>> stamps)
    {
        Check(reader.TokenType == JsonTokenType.StartObject, "attributes that are no object");
        var registers = ImmutableArray.CreateBuilder<Register>(8);
        var next = 0;
        while (Next(ref reader))
        {
            var own = next < stamps.Length && reader.ValueTextEquals(stamps[next].Key);
            var name = own ? stamps[next].Key : NamePool.Read(ref reader);
            var at = own ? stamps[next++].Value : created;
            reader.Read();
            registers.Add(new(name, JsonGrammar.ReadValue(ref reader), at));
        }
        Check(next == stamps.Length, "a stamp of no attribute");
        return registers.DrainToImmutable();
    }

    private static void Check(bool holds, string fault)
    {
        if (!holds)
            throw new InvalidJsonException($"the body of a record has {fault}");
    }
}
