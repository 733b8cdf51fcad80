using Syncro.Tests.Settings;
using Xunit.Abstractions;

namespace Syncro.Tests.Processes;

/// <summary>The repository's own server and laptop, each started and stopped as often as a spec wants.</summary>
/// <param name="output">Where their logs go.</param>
/// <param name="sets">What is set on the laptop besides.</param>
internal sealed class Pair(ITestOutputHelper output, params string[] sets) : IDisposable
{
    public static readonly string[] Classes = ["City", "Region"];

    private readonly int _port = Nodes.FreePort();

    public Nodes Nodes { get; } = new(output);

    public NodeProcess Server { get; private set; } = null!;

    public NodeProcess Laptop { get; private set; } = null!;

    public async Task StartServerAsync() =>
        Server = await Nodes.StartAsync(Repository.Path("hocon/server.hocon"), "server", _port);

    public async Task StartLaptopAsync() =>
        Laptop = await Nodes.StartAsync(Repository.Path("hocon/laptop.hocon"), "laptop", 0,
            [$"syncro.peers.server.uri=tcp://127.0.0.1:{_port}", .. sets]);

    public Task StartAsync() => Task.WhenAll(StartServerAsync(), StartLaptopAsync());

    /// <summary>Waits until neither misses anything of the other, and sees that both then hold the same bytes.</summary>
    public async Task MeetAsync(TimeSpan? deadline = null)
    {
        await Eventually.HoldsAsync(
            async () => (await Server.StatusAsync()).Peers.Any(peer => peer is { Client: "laptop", Connected: true, Behind: 0 })
                && (await Laptop.StatusAsync()).InSync,
            "server and laptop in sync", deadline);
        foreach (var name in Classes)
            await Server.Api.SameAsync(Laptop.Api, name);
    }

    public void Dispose() => Nodes.Dispose();
}
