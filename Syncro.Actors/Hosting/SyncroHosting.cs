using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Syncro.Models;
using Syncro.Rpc;

namespace Syncro.Hosting;

/// <summary>Marks the journal's actor in the registry.</summary>
public sealed class SyncroJournal
{
    private SyncroJournal() { }
}

/// <summary>Marks the parent of the clients' actors in the registry.</summary>
public sealed class SyncroClients
{
    private SyncroClients() { }
}

/// <summary>A peer within an application of Akka.Hosting.</summary>
public static class SyncroHosting
{
    /// <summary>
    /// Runs a peer with the actor system, configured by the <c>syncro</c> section of its configuration, which stands above
    /// Syncro's defaults. The host has started once the peer is up, and fails to start where it can't be. Its journal and
    /// clients are in the registry as <see cref="SyncroJournal"/> and <see cref="SyncroClients"/>; the health check
    /// <c>syncro</c> is unhealthy, with the reason, while the peer is not up or its journal can't take changes. It leaves with
    /// the system.
    /// </summary>
    public static AkkaConfigurationBuilder WithSyncro(
        this AkkaConfigurationBuilder builder, Action<ModelRegistry>? models = null, Action<RpcServices>? services = null) =>
        builder
            .AddStartup(async (system, registry) =>
            {
                var (chosen, exposed) = (new ModelRegistry(), new RpcServices());
                models?.Invoke(chosen);
                services?.Invoke(exposed);
                var peer = await system.StartSyncroAsync(chosen, exposed).ConfigureAwait(false);
                registry.Register<SyncroJournal>(peer.Journal);
                registry.Register<SyncroClients>(peer.Clients);
            })
            .WithHealthCheck("syncro", (system, _, _) => Task.FromResult(
                SyncroExtension.Get(system).NotReady is { } why ? HealthCheckResult.Unhealthy(why) : HealthCheckResult.Healthy()));
}
