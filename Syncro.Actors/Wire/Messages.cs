using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>
/// Every message of versions 1 and 2: <c>{"type": string, "id": …}</c>. <paramref name="Id"/> numbers a sender's
/// requests and is repeated in the answer: a positive integer in version 2, whatever JSON it came as in version 1,
/// null where the message had none.
/// </summary>
internal abstract record Message(JsonText? Id)
{
    /// <summary>The dialler's first message.</summary>
    public sealed record Hello(JsonText? Id, Greeting Greeting) : Message(Id);

    /// <summary>
    /// Asks for what follows a cursor, and acknowledges what came before it; null: from the beginning.
    /// <paramref name="Own"/>: also the asker's own scribes. <paramref name="Rejected"/>: of the page before.
    /// </summary>
    public sealed record Sync(JsonText? Id, Cursor? From, bool Own, ImmutableArray<Rejection> Rejected) : Message(Id);

    /// <summary>Version 1's <c>sync</c>: <paramref name="From"/> is the last scribe id processed, null for none.</summary>
    public sealed record LegacySync(JsonText? Id, JsonText? From) : Message(Id);

    /// <summary>Acknowledges the last page of a catch-up; answered <c>true</c>.</summary>
    public sealed record Ack(JsonText? Id, Position Position, string Mark, ImmutableArray<Rejection> Rejected) : Message(Id);

    /// <summary>Scribes pushed live; <paramref name="Position"/> is where the reader stands after them.</summary>
    public sealed record AddScribes(
        JsonText? Id, ImmutableArray<WireScribe> Scribes, Position Position, string Mark) : Message(Id)
    {
        /// <summary>The scribes as they are written, where others are sent the same.</summary>
        public Lazy<JsonText>? Written { get; init; }
    }

    /// <summary>Version 1's push of one scribe.</summary>
    public sealed record AddScribe(JsonText? Id, WireScribe Scribe) : Message(Id);

    /// <summary>A call of a named method of an exposed class; <paramref name="Args"/> is a JSON array.</summary>
    public sealed record Rpc(JsonText? Id, string Class, string Method, JsonText Args) : Message(Id);

    /// <summary>Answered <c>true</c>; keeps a silent link alive.</summary>
    public sealed record Noop(JsonText? Id) : Message(Id);

    /// <summary>A piece of a message above one frame. Ours come assembled: no session sees one.</summary>
    public sealed record Part(JsonText? Id, bool More, string Data) : Message(Id);

    /// <summary>The answer to the request with that id.</summary>
    public sealed record Response(JsonText? Id, Result Result) : Message(Id);

    /// <summary>A refusal of the request with that id, or of the link where there is none.</summary>
    public sealed record Error(JsonText? Id, int Code, string Text) : Message(Id);

    /// <summary>A message of a type that is not known here; version 1 passes over it, version 2 answers 400.</summary>
    public sealed record Unknown(JsonText? Id, string Type) : Message(Id);
}

/// <summary>What a response holds, told apart by its shape alone.</summary>
internal abstract record Result
{
    private Result() { }

    /// <summary>
    /// The text it came as, where an exposed method may as well have answered it: of a received
    /// <see cref="LegacyPage"/>, <see cref="Pushed"/> or <see cref="Reset"/>.
    /// </summary>
    public JsonText? AsSent { get; init; }

    /// <summary>Answer to a <c>hello</c>; <paramref name="Relay"/>: whether the caller is taken for one.</summary>
    public sealed record Greeted(Greeting Greeting, bool Relay) : Result;

    /// <summary>Answer to a <c>sync</c>; the reader stands at position and mark after it.</summary>
    public sealed record Page(ImmutableArray<WireScribe> Scribes, Position Position, string Mark, bool More) : Result;

    /// <summary>Answer to a <c>sync</c> whose cursor is not of this journal's history.</summary>
    public sealed record Reset : Result;

    /// <summary>Answer to an <c>add_scribes</c>: how far the reader stands.</summary>
    public sealed record Pushed(Position Position, ImmutableArray<Rejection> Rejected) : Result;

    /// <summary>Answer to a version-1 <c>sync</c>.</summary>
    public sealed record LegacyPage(ImmutableArray<WireScribe> Scribes) : Result;

    /// <summary>Any other JSON value.</summary>
    public sealed record Value(JsonText Json) : Result;
}

/// <summary>Who a peer is, as both ends of a greeting say it. All fields but the token are required.</summary>
/// <param name="Protocol">2.</param>
/// <param name="Space">The space it asks for.</param>
/// <param name="Client">Its GUID.</param>
/// <param name="Token">Proof of the GUID; only from the dialler, never in an answer.</param>
/// <param name="Journal">The id of its journal.</param>
/// <param name="Head">The position of its journal's last scribe, 0 when empty.</param>
/// <param name="Mark">The mark of its head.</param>
/// <param name="Seen">The cursor it last used of the other's journal, or null.</param>
/// <param name="Features">Names of features; those that both name are on.</param>
/// <param name="Classes">What it takes.</param>
/// <param name="Now">Its wall clock, in milliseconds since 1970.</param>
internal sealed record Greeting(
    int Protocol, string Space, ClientId Client, string? Token, JournalId Journal, Position Head, string Mark,
    Cursor? Seen, ImmutableArray<string> Features, Classes Classes, long Now);

/// <summary>
/// A scribe as it crosses. <paramref name="Id"/>: a position in version 2, any token in version 1.
/// Exactly one of <paramref name="Scribe"/> and <paramref name="Fault"/> is there: a scribe that says nothing that can
/// be recorded is refused by itself and never stops the link. Its stamps are <see cref="Stamp.None"/> in version 1,
/// where each is a set by itself.
/// </summary>
/// <param name="EndsSet">Whether a change set ends here (<c>"commit": true</c>).</param>
internal sealed record WireScribe(JsonText Id, Scribe? Scribe, bool EndsSet, Fault? Fault = null);

/// <summary>Why something is refused.</summary>
internal sealed record Fault(Code Code, string Text);

/// <summary>A scribe that was refused, by its id on the wire.</summary>
internal sealed record Rejection(JsonText Id, int Code, string Text);
