using Syncro.Journal;
using Syncro.Tests.Journal;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Access;

/// <summary>A token that can't be written.</summary>
public sealed class TokenFailureSpecs : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData((int)Fate.Failed, typeof(OutcomeUnknownException), 0)]
    [InlineData((int)Fate.Rejected, typeof(JournalUnavailableException), 0)]
    [InlineData((int)Fate.StoredAndFailed, typeof(OutcomeUnknownException), 1)]
    public async Task One_that_could_not_be_written_is_not_told_and_the_disk_says_whether_it_is_there(int fate, Type failure, int kept)
    {
        var name = $"faulty-{Guid.NewGuid():N}";
        await using var server = await TestPeer.StartAsync(
            "server", _directory.Path, PeerSpecs.Listener + FaultyStorage.Config, system: name);
        FaultyStorage.Of(name).ClientFates.Enqueue((Fate)fate);
        await Assert.ThrowsAsync(failure, () => server.Peer.Tokens.CreateAsync("laptop"));
        await Wait.Until("tokens are made again", async () =>
        {
            try
            {
                await server.Peer.Tokens.CreateAsync("phone");
                return true;
            }
            catch (Exception e) when (e is JournalUnavailableException or OutcomeUnknownException)
            {
                return false;
            }
        });
        Assert.Equal(kept, (await server.Peer.Tokens.ListAsync()).Count(token => token.Client.Value == "laptop"));
    }
}
