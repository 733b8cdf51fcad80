using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>What a scribe says of when it was made: <c>at</c>, <c>destroyed</c>, <c>stamps</c>.</summary>
internal struct ScribeStamps
{
    private Dictionary<string, Stamp>? _own;

    public Stamp At { get; private set; }

    public Stamp Destroyed { get; private set; }

    public string? Fault { get; private set; }

    /// <summary>Reads the field if it is one of its own.</summary>
    public bool Read(string key, ref Utf8JsonReader reader)
    {
        switch (key)
        {
            case "at":
                At = One(ref reader, "at");
                return true;
            case "destroyed":
                Destroyed = One(ref reader, "destroyed");
                return true;
            case "stamps" when reader.TokenType == JsonTokenType.StartObject:
                Own(ref reader);
                return true;
            case "stamps":
                Fault ??= "stamps is not an object";
                return false;
            default:
                return false;
        }
    }

    private Stamp One(ref Utf8JsonReader reader, string what)
    {
        if (!JsonInput.TryStamp(ref reader, out var stamp))
            Fault ??= $"{what} is not a stamp";
        return stamp;
    }

    private void Own(ref Utf8JsonReader reader)
    {
        var keys = new JsonKeys();
        _own = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = NamePool.Read(ref reader);
            keys.Add(name);
            reader.Read();
            _own[name] = One(ref reader, "one of stamps");
        }
    }

    /// <summary>Gives every register, in place, its own stamp or <see cref="At"/>; returns what is wrong with them.</summary>
    /// <param name="bounded">Whether no stamp may be above <see cref="At"/>.</param>
    public readonly string? Give(ImmutableArray<Register> registers, bool bounded)
    {
        var used = 0;
        foreach (ref var register in ImmutableCollectionsMarshal.AsArray(registers).AsSpan())
        {
            var at = At;
            if (_own is not null && _own.TryGetValue(register.Name, out var own))
                (at, used) = (own, used + 1);
            if (bounded && at > At)
                return "a stamp is above at";
            register = register with { At = at };
        }
        return used == (_own?.Count ?? 0) ? null : "stamps name an attribute that is not there";
    }
}
