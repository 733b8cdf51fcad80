using Syncro.Models;
using Syncro.Scribes;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Models;

/// <summary>A rule that is another than at the last start is applied to what is there, before anyone connects.</summary>
public class RuleChangeSpecs
{
    private sealed record Page(string Id, string Owner, string Reader, string Text = "");

    private const string ByOwner = "models.Page.readers = [owner]", ByReader = "models.Page.readers = [reader]";

    private sealed class Private : ModelRules<Page>
    {
        public override Audience ScribeClients(Page record) => Audience.Named(record.Owner);
    }

    private static Task<ModelPeer> ServerAsync(TempDirectory directory, string more, Action<ModelRegistry>? models = null) =>
        ModelPeer.StartAsync("server", models ?? (registry => registry.Add<Page>()), more: more, on: directory);

    private static Task<ModelPeer> ClientAsync(string client, string server, TempDirectory? directory = null) =>
        ModelPeer.StartAsync(client, registry => registry.Add<Page>(), server, on: directory);

    private static ValueTask<int> CountAsync(ModelPeer peer) => peer.Models.Set<Page>().All().CountAsync();

    private static Task Until(ModelPeer peer, RecordId id, bool there) => Wait.Until(
        $"{id} is {(there ? "" : "not ")}at {peer.Peer.Client}", async () => await peer.Models.Set<Page>().FindAsync(id) is not null == there);

    [Fact]
    public async Task Records_go_to_whom_the_new_rule_names_and_leave_whom_it_does_not()
    {
        using var directory = new TempDirectory();
        using var kept = new TempDirectory();
        await using (var server = await ServerAsync(directory, ByOwner))
        {
            await using var a = await ClientAsync("A", server.Listening, kept);
            await server.Models.CommitAsync(transaction =>
            {
                for (var i = 0; i < 1100; i++)
                    transaction.Create(new Page($"p{i}", "A", "B"));
                return Task.CompletedTask;
            });
            await Wait.Until("all there", async () => await CountAsync(a) == 1100);
        }
        await using (var server = await ServerAsync(directory, ByReader))
        {
            await using var a = await ClientAsync("A", server.Listening, kept);
            await using var b = await ClientAsync("B", server.Listening);
            await Wait.Until("all moved", async () => (await CountAsync(b), await CountAsync(a)) == (1100, 0));
        }
    }

    [Fact]
    public async Task A_rule_that_stayed_the_same_journals_nothing()
    {
        using var directory = new TempDirectory();
        Position before;
        await using (var server = await ServerAsync(directory, "", models => models.Add(new Private())))
        {
            await server.Models.Set<Page>().CreateAsync(new("p", "A", "B"));
            before = (await server.Peer.StatusAsync()).Position;
        }
        await using (var server = await ServerAsync(directory, "", models => models.Add(new Private())))
            Assert.Equal(before, (await server.Peer.StatusAsync()).Position);
    }

    [Fact]
    public async Task A_start_without_the_program_s_models_opens_its_records_to_nobody()
    {
        using var directory = new TempDirectory();
        await using (var server = await ServerAsync(directory, "", models => models.Add(new Private())))
            await server.Models.Set<Page>().CreateAsync(new("p", "A", "B"));
        await using (var server = await ServerAsync(directory, "models.Other {}", _ => { }))
        {
            await using var b = await ClientAsync("B", server.Listening);
            await Wait.Until("in sync", async () => (await b.Peer.StatusAsync()).Peers is [{ Connected: true, Behind: 0 }]);
            Assert.Null(await b.Peer.FindAsync(new("Page", "p")));
        }
        await using (var server = await ServerAsync(directory, "", models => models.Add(new Private())))
        {
            await using var a = await ClientAsync("A", server.Listening);
            await Until(a, "p", true);
        }
    }

    [Fact]
    public async Task What_nobody_was_told_of_stays_so_when_the_rule_changes()
    {
        using var directory = new TempDirectory();
        await using (var server = await ServerAsync(directory, ByOwner))
        {
            using var off = Recording.Off();
            await server.Models.Set<Page>().CreateAsync(new("p", "A", "B"));
        }
        foreach (var file in Directory.GetFiles(directory.Path, "records.db*"))
            File.Delete(file);
        await using (var server = await ServerAsync(directory, ByReader))
        {
            await using var b = await ClientAsync("B", server.Listening);
            await server.Models.Set<Page>().CreateAsync(new("q", "A", "B"));
            await Until(b, "q", true);
            Assert.Null(await b.Peer.FindAsync(new("Page", "p")));
            Assert.NotNull(await server.Models.Set<Page>().FindAsync("p"));
        }
    }
}
