using Akka.Actor;
using Akka.Configuration;
using Syncro.Models;
using Syncro.Settings;
using Syncro.Tests.Records;

namespace Syncro.Tests.Models;

/// <summary>A program with models of its own: a peer in an actor system of its own, on a directory that goes with it.</summary>
internal sealed class ModelPeer : IAsyncDisposable
{
    private readonly TempDirectory? _own;
    private readonly ActorSystem _system;

    private ModelPeer(TempDirectory? own, ActorSystem system, SyncroPeer peer) => (_own, _system, Peer) = (own, system, peer);

    public SyncroPeer Peer { get; }

    public SyncroModels Models => Peer.Models;

    public string Listening => Peer.Listening[0];

    public static async Task<ModelPeer> StartAsync(
        string client, Action<ModelRegistry> models, string? dial = null, string more = "", string server = "server",
        TempDirectory? on = null)
    {
        var registry = new ModelRegistry();
        models(registry);
        var own = on is null ? new TempDirectory() : null;
        var config = ConfigurationFactory.ParseString($$"""
            akka { loglevel = ERROR, stdout-loglevel = OFF, log-dead-letters = off }
            syncro {
              client = "{{client}}"
              storage.directory = "{{(on ?? own)!.Path}}"
              access.anonymous = on
              {{(dial is null ? "listen.main.uri = \"tcp://127.0.0.1:0\"" : $"peers.{server}.uri = \"tcp://{dial}\"")}}
              wire.reconnect-max = 200ms
              {{more}}
            }
            """);
        var system = ActorSystem.Create(client, config.WithFallback(SyncroSettings.Reference));
        return new(own, system, await SyncroPeer.StartAsync(system, SyncroSettings.Read(config), registry));
    }

    public async ValueTask DisposeAsync()
    {
        await Peer.DisposeAsync();
        await _system.Terminate();
        _own?.Dispose();
    }
}
