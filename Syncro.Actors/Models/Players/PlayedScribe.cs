using System.Buffers;
using Newtonsoft.Json.Linq;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Models;

/// <summary>A scribe that came from another peer, as its class plays it.</summary>
/// <param name="Position">Its place in this peer's journal.</param>
/// <param name="Class">Its class.</param>
/// <param name="Type">One of the class's own, or <c>create</c>, <c>update</c>, <c>destroy</c>.</param>
/// <param name="Json">
/// Its data as they were written. Of a create <c>{"id":I,…}</c>, of an update <c>[I,{…}]</c>, of a destroy <c>[I]</c>.
/// </param>
/// <param name="From">The client that it came from.</param>
/// <param name="Author">The client that made it, by whichever way it came.</param>
/// <param name="Id">
/// Its stamp: the same on every peer and whenever it comes again, so that an effect can be had once. Changes to records
/// are merged, not replayed: a record that appears again has the stamp of its create.
/// </param>
public sealed record PlayedScribe(
    Position Position, string Class, string Type, JsonText Json, ClientId From, ClientId Author, string Id)
{
    /// <summary>Its data, made anew at each call; raw text where it holds a number that .NET has no type for.</summary>
    public JToken Data => Tokens.Of(Json);

    internal static PlayedScribe Of(Playable playable)
    {
        var (position, scribe, from) = playable;
        var at = scribe is Scribe.Operation operation ? operation.At : ((Scribe.Change)scribe).At;
        var data = new ArrayBufferWriter<byte>();
        ScribeWriter.Data(data, scribe);
        // What a peer of 2010 sent was stamped here.
        var author = from.Journal == JournalId.Legacy ? from.Client : new ClientId(at.Origin);
        return new(
            position, scribe.Class, scribe.Type, new JsonText(data.WrittenSpan.ToArray()), from.Client, author, at.ToString());
    }
}
