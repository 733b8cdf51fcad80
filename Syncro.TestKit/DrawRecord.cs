using Newtonsoft.Json.Linq;

namespace Syncro.TestKit;

/// <summary>Attributes of a record as an application would write them; an update takes some of them.</summary>
public delegate JObject DrawRecord(RecordDraw draw);

/// <summary>What a record is drawn with.</summary>
/// <param name="Random">Of the seed: whatever else is random must come from it.</param>
/// <param name="Author">The GUID of the peer whose application writes.</param>
/// <param name="Clients">The GUIDs of all peers in the world.</param>
/// <param name="Value">A text that was not drawn before, so that what is read tells where it came from.</param>
public sealed record RecordDraw(Random Random, string Author, IReadOnlyList<string> Clients, string Value)
{
    /// <summary>Some client's GUID.</summary>
    public string AnyClient() => Clients[Random.Next(Clients.Count)];
}
