using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Syncro.Hosting;
using Syncro.Models;
using Syncro.Tests.Records;

namespace Syncro.Tests.Models;

public class HostingSpecs
{
    private sealed record Note(string Id, string Title);

    private static string Hocon(TempDirectory directory, string more = "") => $$"""
        akka { loglevel = ERROR, stdout-loglevel = OFF, coordinated-shutdown.exit-clr = off }
        syncro { client = app, storage.directory = "{{directory.Path}}", {{more}} }
        """;

    [Fact]
    public async Task A_host_runs_a_peer_with_its_models_its_actors_and_its_health()
    {
        using var directory = new TempDirectory();
        var hosting = Host.CreateApplicationBuilder();
        hosting.Services.AddHealthChecks();
        hosting.Services.AddAkka("app", builder => builder
            .AddHocon(Hocon(directory), HoconAddMode.Prepend).WithSyncro(models => models.Add<Note>()));
        using (var host = hosting.Build())
        {
            await host.StartAsync();
            var system = host.Services.GetRequiredService<ActorSystem>();
            var notes = system.Syncro().Models.Set<Note>();
            await notes.CreateAsync(new("n1", "Milk"));
            Assert.Equal("Milk", (await notes.FindAsync("n1"))!.Title);
            var registry = host.Services.GetRequiredService<IReadOnlyActorRegistry>();
            Assert.False(registry.Get<SyncroJournal>().IsNobody());
            Assert.False(registry.Get<SyncroClients>().IsNobody());
            var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
            Assert.Equal(HealthStatus.Healthy, health.Entries["syncro"].Status);
            await host.StopAsync();
        }
        // It left with its host: the storage is free, and holds what was acknowledged.
        using var again = ActorSystem.Create("again", Hocon(directory, "models.Note {}"));
        Assert.NotNull(await again.Syncro().FindAsync(new("Note", "n1")));
        await again.Terminate();
    }

    [Fact]
    public async Task An_actor_system_has_one_peer_made_of_its_configuration()
    {
        using var directory = new TempDirectory();
        using var system = ActorSystem.Create("app", Hocon(directory, "space = other"));
        var peer = await system.StartSyncroAsync(new ModelRegistry().Add<Note>());
        Assert.Same(peer, system.Syncro());
        Assert.Same(peer, await system.StartSyncroAsync());
        Assert.Equal("app", peer.Client.Value);
        var late = Assert.Throws<InvalidModelException>(() => { _ = system.StartSyncroAsync(new ModelRegistry()); });
        Assert.Contains("started already", late.Message, StringComparison.Ordinal);
        await system.Terminate();
    }
}
