using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Docs;

public sealed class TransportSampleSpecs : IDisposable
{
    private readonly TempDirectory _a = new(), _b = new();

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Fact]
    public async Task The_sample_of_the_readme_syncs_over_a_pipe_until_it_ends()
    {
        await using var server = await TestPeer.StartAsync("server", _a.Path);
        await using var laptop = await TestPeer.StartAsync("laptop", _b.Path);
        await server.CreateAsync("s1", "a");
        await laptop.CreateAsync("l1", "a");
        var (here, there) = await TransportSample.RunAsync(laptop.Peer, server.Peer, async () =>
        {
            await Wait.ForTitle("s1", "a", laptop);
            await Wait.ForTitle("l1", "a", server);
            await Wait.ForSync(laptop, "server");
        }).WaitAsync(Wait.Limit * 2);
        Assert.Null(here.Code);
        Assert.Null(there.Code);
    }
}
