using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Journal;

/// <summary>Reads what <see cref="CommitWriter"/> wrote; members that it doesn't know are passed over.</summary>
internal static class CommitReader
{
    public static JournalEvent.Commit Read(ReadOnlyMemory<byte> stored)
    {
        var reader = new Utf8JsonReader(stored.Span);
        var raw = new List<Raw>();
        var sources = new List<JournalRef>();
        var taken = ImmutableArray.CreateBuilder<Taken>();
        var (sequence, mark, clock) = (0L, "", default(Clock));
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NamePool.Read(ref reader);
            reader.Read();
            switch (name)
            {
                case "mark": mark = reader.GetString()!; break;
                case "sequence": sequence = reader.GetInt64(); break;
                case "clock": clock = new(Hex(reader.GetString()!)); break;
                case "entries":
                    while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                        raw.Add(ReadEntry(ref reader));
                    break;
                case "sources":
                    while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
                        sources.Add(new(new(Next(ref reader)), new(Next(ref reader, last: true))));
                    break;
                case "taken":
                    while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
                        taken.Add(ReadTaken(ref reader));
                    break;
                case "own":
                    while (reader.Read() && reader.TokenType == JsonTokenType.Number)
                        taken[reader.GetInt32()] = taken[reader.GetInt32()] with { Own = true };
                    break;
                default: reader.Skip(); break;
            }
        }
        var entries = raw.Select(r => r.From >= 0 ? r.Entry with { From = sources[r.From] } : r.Entry);
        return new(sequence, mark, clock, [.. entries], taken.DrainToImmutable(), stored);
    }

    private readonly record struct Raw(Entry Entry, int From);

    private static Raw ReadEntry(ref Utf8JsonReader reader)
    {
        EntryBody? body = null;
        RecordKey withdrawn = default;
        ClientId? to = null;
        var (from, ends, was, now) = (-1, false, Reach.Unknown, Reach.Unknown);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NamePool.Read(ref reader);
            reader.Read();
            switch (name)
            {
                case "scribe": body = ReadScribe(ref reader); break;
                case "withdrawn": withdrawn = ReadKey(ref reader); break;
                case "remains":
                    body = new EntryBody.Withdrawn(withdrawn, RecordBody.Read(JsonGrammar.ReadValue(ref reader).Utf8.ToArray()).State);
                    break;
                case "correct": body = new EntryBody.Correct(ReadKey(ref reader)); break;
                case "restate": body = new EntryBody.Restate(ReadKey(ref reader)); break;
                case "reassigned": body = new EntryBody.Reassigned(ReadKey(ref reader)); break;
                case "from": from = reader.GetInt32(); break;
                case "to": to = new(reader.GetString()!); break;
                case "reach":
                    was = ReadReach(ref reader);
                    now = ReadReach(ref reader);
                    reader.Read();
                    break;
                case "end": ends = reader.GetBoolean(); break;
                default: reader.Skip(); break;
            }
        }
        return new(new Entry(body ?? throw new JsonException("an entry of a kind not known"), null, to, was, now, ends), from);
    }

    private static EntryBody ReadScribe(ref Utf8JsonReader reader) =>
        ScribeJson.Read(ref reader, legacy: false) switch
        {
            { Scribe: Scribe.Change change } => new EntryBody.Changed(change),
            { Scribe: Scribe.Operation operation } => new EntryBody.Operated(operation),
            var other => throw new JsonException(other.Fault?.Text ?? "a scribe that is never journaled"),
        };

    private static RecordKey ReadKey(ref Utf8JsonReader reader)
    {
        var name = Next(ref reader);
        reader.Read();
        if (!RecordId.TryRead(ref reader, out var id, out var fault))
            throw new JsonException(fault);
        reader.Read();
        return new(name, id);
    }

    // The reader is before the value.
    private static Reach ReadReach(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
            return reader.GetInt32() switch { 0 => Reach.Unknown, 1 => new(Audience.Everyone, true), _ => new(Audience.Everyone, false) };
        reader.Read();
        var alive = reader.GetInt32() == 1;
        reader.Read();
        var audience = Audience.Relays;
        if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("unannounced"u8))
            audience = Audience.Unannounced;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            var clients = new List<ClientId>();
            while (reader.Read() && reader.TokenType == JsonTokenType.String)
                clients.Add(new(reader.GetString()!));
            audience = Audience.Of(clients);
        }
        reader.Read();
        return new(audience, alive);
    }

    private static Taken ReadTaken(ref Utf8JsonReader reader)
    {
        var client = new ClientId(Next(ref reader));
        var journal = new JournalId(Next(ref reader));
        reader.Read();
        var position = new Position(reader.GetInt64());
        return new(client, new Cursor(journal, position, Next(ref reader, last: true)));
    }

    private static string Next(ref Utf8JsonReader reader, bool last = false)
    {
        reader.Read();
        var text = reader.GetString()!;
        if (last)
            reader.Read();
        return text;
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
