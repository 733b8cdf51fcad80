using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Syncro.Node.Settings;

namespace Syncro.Node.Http;

/// <summary>What the node answers over HTTP: its pages, and every call of the API, over a peer's facade alone.</summary>
public static class HttpApi
{
    /// <summary>The meter whose instruments <c>/metrics</c> shows.</summary>
    public const string Meter = "Syncro";

    /// <summary>Adds what <see cref="Map"/> needs.</summary>
    public static void AddServices(IServiceCollection services)
    {
        services.AddRoutingCore();
        services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("syncro"))
            .WithMetrics(metrics => metrics.AddMeter(Meter).AddPrometheusExporter());
    }

    /// <summary>Adds the guards and the calls to an application.</summary>
    public static void Map(WebApplication app, IPeer peer, HttpSettings settings)
    {
        app.UseMiddleware<Failures>();
        app.UseMiddleware<Guards>(settings);
        Pages.Use(app);
        app.UseMiddleware<Bearer>(settings);
        app.Use(RecordPath.Read);
        // A session sends noops of its own.
        app.UseWebSockets(new() { KeepAliveInterval = TimeSpan.Zero });
        app.UseRouting();
        new Records(peer, settings).Map(app);
        new Commit(peer, settings).Map(app);
        new Import(peer, settings).Map(app);
        new Export(peer).Map(app);
        new StatusJson(peer).Map(app);
        new NodeJson(peer).Map(app);
        new Play(peer).Map(app);
        new Compact(peer).Map(app);
        new Tokens(peer, settings).Map(app);
        new Changes(peer, settings, app.Lifetime).Map(app);
        new Sync(peer, settings, app.Lifetime).Map(app);
        new Health(peer).Map(app);
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.UseEndpoints(_ => { });
    }
}
