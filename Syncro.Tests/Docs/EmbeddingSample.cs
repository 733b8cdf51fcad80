// <sample>
using Akka.Actor;
using Akka.Configuration;
using Syncro;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Settings;
// </sample>

namespace Syncro.Tests.Docs;

/// <summary>The program that the README shows: what is between the marks, here and above.</summary>
internal static class EmbeddingSample
{
    public static async Task RunAsync()
    {
        // <sample>
        var settings = SyncroSettings.Read(ConfigurationFactory.ParseString("""
            syncro {
              client = "app"
              storage.directory = "data/app"
              models { Note {} }
            }
            """));
        var system = ActorSystem.Create("app");
        await using (var peer = await SyncroPeer.StartAsync(system, settings))
        {
            var milk = new RecordKey("Note", RecordId.Of("n1"));
            var attributes = Attributes.Of([new("title", JsonText.OfString("Milk")), new("price", JsonText.Parse("1.10"))]);
            var committed = await peer.CommitAsync([new LocalChange.Put(milk, attributes)]);
            Console.WriteLine($"on disk at {committed.Position}");

            var found = await peer.FindAsync(milk);
            Console.WriteLine(found?.State["price"]); // 1.10

            await foreach (var recorded in peer.ChangesAsync(after: Position.Zero))
            {
                Console.WriteLine($"{recorded.Position}: {recorded.Scribe.Type} {recorded.Scribe.Class}");
                if (recorded.Position == committed.Position)
                    break;
            }
        }
        await system.Terminate();
        // </sample>
    }
}
