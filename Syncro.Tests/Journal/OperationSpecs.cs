using Akka.Actor;
using Akka.Configuration;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Settings;
using Syncro.Tests.Records;

namespace Syncro.Tests.Journal;

public class OperationSpecs
{
    [Fact]
    public async Task An_operation_of_this_peer_is_recorded_each_time_it_is_asked_for()
    {
        using var directory = new TempDirectory();
        var system = ActorSystem.Create("operations");
        var settings = SyncroSettings.Read(ConfigurationFactory.ParseString(
            $"syncro {{ client = app, storage.directory = \"{directory.Path}\", models {{ Bell {{}} }} }}"));
        await using (var peer = await SyncroPeer.StartAsync(system, settings))
        {
            var ring = new LocalChange.Operation("Bell", "ring", JsonText.Parse("""{"times":2}"""));
            Assert.Equal<Outcome>([Outcome.Created, Outcome.Created], (await peer.CommitAsync([ring, ring])).Outcomes);
            var again = await peer.CommitAsync([ring]);
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            var rings = new List<Scribe>();
            await foreach (var recorded in peer.ChangesAsync(Position.Zero, late.Token))
            {
                rings.Add(recorded.Scribe);
                if (recorded.Position == again.Position)
                    break;
            }
            Assert.Equal(3, rings.Distinct().Count());
            Assert.All(rings, scribe => Assert.Equal("""{"times":2}""", Assert.IsType<Scribe.Operation>(scribe).Data.ToString()));
        }
        await system.Terminate();
    }
}
