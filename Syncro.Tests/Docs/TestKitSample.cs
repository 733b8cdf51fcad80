using Newtonsoft.Json.Linq;
using Syncro.Models;
using Syncro.Scribes;
using Syncro.TestKit;

namespace Letters;

/// <summary>The sample of the README of Syncro.TestKit: rules of a program, in simulated worlds.</summary>
public sealed class TestKitSample
{
    // <sample>
    public sealed class Letter
    {
        public required string Id { get; init; }
        public string? From { get; init; }
        public string? To { get; init; }
        public string? Text { get; init; }
    }

    public sealed class LetterRules : ModelRules<Letter>
    {
        public override Audience ScribeClients(Letter letter) => Audience.Named(letter.From ?? "nobody", letter.To ?? "nobody");

        public override bool ScribeAuthorized(Scribe scribe, ClientId from, Letter? current) => current is null || current.From == from.Value;
    }

    [Fact]
    public void Letters_are_read_by_their_two_ends_alone()
    {
        var simulation = new Simulation(
            new ModelRegistry().Add(new LetterRules()),
            new Dictionary<string, DrawRecord>
            {
                ["Letter"] = draw => new JObject { ["From"] = draw.Author, ["To"] = draw.AnyClient(), ["Text"] = draw.Value },
            })
        { Seeds = 500 };
        simulation.Run().ThrowIfBroken();
    }
    // </sample>
}
