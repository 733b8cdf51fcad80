// <sample>
using Akka.Actor;
using Syncro;
using Syncro.Models;
using Syncro.Scribes;
// </sample>

namespace Syncro.Tests.Docs;

/// <summary>The program that the README shows: what is between the marks, here and above.</summary>
internal static class EmbeddingSample
{
    // <sample>
    public sealed record Note(string Id, string Title, decimal Price = 0, string? Owner = null);

    // Who gets a note, who may change it, and which are valid. Without rules everyone does, and all are.
    private sealed class NoteRules : ModelRules<Note>
    {
        public override Audience ScribeClients(Note note) =>
            note.Owner is { } owner ? Audience.Named(owner) : Audience.Everyone;

        public override bool ScribeAuthorized(Scribe scribe, ClientId from, Note? current) =>
            current?.Owner is null || current.Owner == from.Value;

        public override string? Validate(Note note) => note.Title.Length > 0 ? null : "a note has a title";
    }

    // </sample>
    public static async Task RunAsync()
    {
        // <sample>
        var system = ActorSystem.Create("app", """
            syncro {
              client = "app"
              storage.directory = "data/app"
            }
            """);
        var syncro = await system.StartSyncroAsync(new ModelRegistry().Add(new NoteRules()));
        var notes = syncro.Models.Set<Note>();

        await notes.SaveAsync(new Note("n1", "Milk")); // completes once it is on disk
        await notes.UpdateAsync("n1", note => note with { Price = 1.10m }); // records the price alone

        await foreach (var note in notes.Where(note => note.Price > 1))
            Console.WriteLine(note);

        await syncro.Models.CommitAsync(async transaction => // one atomic commit, or nothing
        {
            var milk = await transaction.FindAsync<Note>("n1");
            await transaction.SaveAsync(new Note("n2", milk!.Title + " again"));
            transaction.Destroy<Note>("n1");
        });

        await foreach (var change in notes.Changes.After(Position.Zero))
        {
            Console.WriteLine($"{change.Position}: {change.Id} {change.Effect}, by {change.Author}");
            if (change.Effect == Effect.Disappeared)
                break;
        }
        await system.Terminate(); // and the peer leaves with it
        // </sample>
    }
}
