using System.Buffers;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Journal;

/// <summary>One entry of a commit, as <see cref="CommitReader"/> reads it.</summary>
internal static class EntryWriter
{
    /// <param name="output">Where it is added.</param>
    /// <param name="entry">What is written; of its journal only <paramref name="source"/>.</param>
    /// <param name="id">Its position.</param>
    /// <param name="source">Where in the commit's list the journal is that it came from; null where it is this one.</param>
    /// <param name="ends">Whether a change set ends here.</param>
    public static void Write(ArrayBufferWriter<byte> output, Entry entry, JsonText id, int? source, bool ends)
    {
        output.Write("{"u8);
        Body(output, entry.Body, id);
        if (source is { } from)
        {
            output.Write(",\"from\":"u8);
            output.Number(from);
        }
        if (entry.To is { } to)
        {
            output.Write(",\"to\":"u8);
            output.Text(to.Value);
        }
        output.Write(",\"reach\":["u8);
        Reached(output, entry.Was);
        output.Write(","u8);
        Reached(output, entry.Is);
        output.Write(ends ? "],\"end\":true}"u8 : "]}"u8);
    }

    private static void Body(ArrayBufferWriter<byte> output, EntryBody body, JsonText id)
    {
        switch (body)
        {
            case EntryBody.Changed(var change):
                output.Write("\"scribe\":"u8);
                ScribeJson.Write(output, id, change, endsSet: false);
                break;
            case EntryBody.Operated(var operation):
                output.Write("\"scribe\":"u8);
                ScribeJson.Write(output, id, operation, endsSet: false);
                break;
            case EntryBody.Withdrawn(var key, var remains):
                Key(output, "\"withdrawn\":["u8, key);
                output.Write(",\"remains\":"u8);
                RecordBody.Write(output, remains, Audience.Everyone);
                break;
            case EntryBody.Correct(var key):
                Key(output, "\"correct\":["u8, key);
                break;
            case EntryBody.Restate(var key):
                Key(output, "\"restate\":["u8, key);
                break;
            case EntryBody.Reassigned(var key):
                Key(output, "\"reassigned\":["u8, key);
                break;
        }
    }

    // 0: unknown, 1: alive, everyone's, 2: dead, everyone's; else [alive, "relays", "unannounced" or the clients].
    private static void Reached(ArrayBufferWriter<byte> output, Reach reach)
    {
        switch (reach.Audience)
        {
            case null:
                output.Write("0"u8);
                break;
            case Audience.All:
                output.Write(reach.Alive ? "1"u8 : "2"u8);
                break;
            case Audience.Only(var clients):
                output.Write(reach.Alive ? "[1,["u8 : "[0,["u8);
                var more = false;
                foreach (var client in clients)
                {
                    output.Separate(ref more);
                    output.Text(client.Value);
                }
                output.Write("]]"u8);
                break;
            case Audience.UnannouncedOnly:
                output.Write(reach.Alive ? "[1,\"unannounced\"]"u8 : "[0,\"unannounced\"]"u8);
                break;
            default:
                output.Write(reach.Alive ? "[1,\"relays\"]"u8 : "[0,\"relays\"]"u8);
                break;
        }
    }

    private static void Key(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> name, RecordKey key)
    {
        output.Write(name);
        output.Text(key.Class);
        output.Write(","u8);
        output.Id(key.Id);
        output.Write("]"u8);
    }
}
