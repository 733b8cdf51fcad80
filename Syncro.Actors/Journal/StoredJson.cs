using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Syncro.Clients;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>The small things that are stored. Members may be added, never renamed; those not known are passed over.</summary>
internal static partial class StoredJson
{
    public static byte[] Write(JournalEvent.Opened opened) =>
        Object(json =>
        {
            json.WriteString("client", opened.Client.Value);
            json.WriteString("journal", opened.Journal.Value);
        });

    public static JournalEvent.Opened ReadOpened(byte[] bytes) =>
        Read(bytes, json => new JournalEvent.Opened(Client(json, "client"), Journal(json, "journal")));

    public static byte[] Write(JournalState state) =>
        Object(json =>
        {
            json.WriteString("client", state.Client.Value);
            json.WriteNumber("sequence", state.Sequence);
            json.WriteString("mark", state.Mark);
            WriteCursor(json, "head", state.Head);
            json.WriteString("clock", state.Clock.Last.ToString("x16", CultureInfo.InvariantCulture));
            if (state.Gone > 0)
                json.WriteNumber("gone", state.Gone);
            json.WriteStartArray("taken");
            foreach (var (journal, taken) in state.Taken)
            {
                json.WriteStartObject();
                json.WriteString("client", journal.Client.Value);
                WriteCursor(json, "cursor", taken.To);
                json.WriteNumber("sequence", taken.Sequence);
                if (taken.Own)
                    json.WriteBoolean("own", true);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });

    public static JournalState ReadJournal(byte[] bytes) => Read(bytes, json =>
    {
        var head = Cursor(json.GetProperty("head"));
        var taken = json.GetProperty("taken").EnumerateArray()
            .Select(item => (Client: Client(item, "client"), Taken: new TakenWith(
                Cursor(item.GetProperty("cursor")), item.GetProperty("sequence").GetInt64(), item.TryGetProperty("own", out _))))
            .ToImmutableDictionary(item => new JournalRef(item.Client, item.Taken.To.Journal), item => item.Taken);
        return new JournalState(
            Client(json, "client"), head.Journal, json.GetProperty("sequence").GetInt64(), Text(json, "mark"), head,
            new Clock(ulong.Parse(Text(json, "clock"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)), taken)
        {
            Gone = json.TryGetProperty("gone", out var gone) ? gone.GetInt64() : 0,
        };
    });

    public static byte[] Write(ClientEvent.CursorAdvanced advanced) =>
        Object(json => WriteRead(json, new(advanced.To, advanced.Classes, advanced.Own, advanced.Sequence, advanced.Relay)));

    public static ClientEvent.CursorAdvanced ReadAdvanced(byte[] bytes) =>
        Read(bytes, json =>
        {
            var (seen, classes, own, sequence, relay) = Upto(json);
            return new ClientEvent.CursorAdvanced(seen, classes, own, sequence, relay);
        });

    public static byte[] Write(ClientEvent.Acknowledged acknowledged) =>
        Object(json =>
        {
            json.WriteString("journal", acknowledged.Theirs.Value);
            json.WriteNumber("position", acknowledged.Ours.Value);
        });

    public static ClientEvent.Acknowledged ReadAcknowledged(byte[] bytes) =>
        Read(bytes, json => new ClientEvent.Acknowledged(Journal(json, "journal"), At(json)));

    public static byte[] Write(ClientState state) =>
        Object(json =>
        {
            if (state.Last is { } last)
                json.WriteString("last", last.Value);
            json.WriteStartArray("read");
            foreach (var read in state.Read.Values)
            {
                json.WriteStartObject();
                WriteRead(json, read);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("acknowledged");
            foreach (var (journal, position) in state.Acknowledged)
            {
                json.WriteStartObject();
                json.WriteString("journal", journal.Value);
                json.WriteNumber("position", position.Value);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });

    public static ClientState ReadClient(byte[] bytes) => Read(bytes, json => new ClientState(
        json.GetProperty("read").EnumerateArray().Select(Upto).ToImmutableDictionary(read => read.Seen.Journal),
        json.GetProperty("acknowledged").EnumerateArray().ToImmutableDictionary(item => Journal(item, "journal"), At),
        json.TryGetProperty("last", out _) ? Journal(json, "last") : null));

    private static void WriteRead(Utf8JsonWriter json, ReadUpto read)
    {
        WriteCursor(json, "seen", read.Seen);
        if (read.Classes.IsAll)
            json.WriteString("classes", "*");
        else
        {
            json.WriteStartArray("classes");
            foreach (var name in read.Classes.Names)
                json.WriteStringValue(name);
            json.WriteEndArray();
        }
        json.WriteBoolean("own", read.Own);
        json.WriteNumber("sequence", read.Sequence);
        if (read.Relay)
            json.WriteBoolean("relay", true);
    }

    private static ReadUpto Upto(JsonElement json)
    {
        var classes = json.GetProperty("classes");
        return new(
            Cursor(json.GetProperty("seen")),
            classes.ValueKind == JsonValueKind.String
                ? Classes.All : Classes.Of(classes.EnumerateArray().Select(name => name.GetString()!)),
            json.GetProperty("own").GetBoolean(), json.GetProperty("sequence").GetInt64(), json.TryGetProperty("relay", out _));
    }

    private static void WriteCursor(Utf8JsonWriter json, string name, Cursor cursor)
    {
        json.WriteStartObject(name);
        json.WriteString("journal", cursor.Journal.Value);
        json.WriteNumber("position", cursor.Position.Value);
        json.WriteString("mark", cursor.Mark);
        json.WriteEndObject();
    }

    private static Cursor Cursor(JsonElement json) => new(Journal(json, "journal"), At(json), Text(json, "mark"));

    private static Position At(JsonElement json) => new(json.GetProperty("position").GetInt64());

    private static JournalId Journal(JsonElement json, string name) => new(Text(json, name));

    private static ClientId Client(JsonElement json, string name) => new(Text(json, name));

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static byte[] Object(Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static T Read<T>(byte[] bytes, Func<JsonElement, T> read)
    {
        using var document = JsonDocument.Parse(bytes);
        return read(document.RootElement);
    }
}
