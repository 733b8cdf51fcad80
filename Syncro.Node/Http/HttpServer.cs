using System.Net;
using Syncro.Node.Settings;
using Syncro.Settings;

namespace Syncro.Node.Http;

/// <summary>Kestrel with the API on it, without anything that a host would read from the environment.</summary>
public sealed class HttpServer : IAsyncDisposable
{
    private static readonly TimeSpan Leave = TimeSpan.FromSeconds(5);
    private readonly WebApplication _app;

    private HttpServer(WebApplication app) => _app = app;

    /// <summary>Where it listens, with the port that the system chose.</summary>
    public string Url => _app.Urls.First();

    /// <summary>Listens.</summary>
    /// <exception cref="InvalidSettingsException">The address can't be had.</exception>
    public static async Task<HttpServer> StartAsync(IPeer peer, HttpSettings settings, CancellationToken cancel = default)
    {
        var app = Build(peer, settings);
        try
        {
            await app.StartAsync(cancel);
            return new(app);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync();
            var busy = e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException;
            throw new InvalidSettingsException(
                $"syncro.node.http.uri is {settings.Address}, which {(busy ? "is in use" : "can't be listened on")}; allowed: a free address of this machine", e);
        }
    }

    /// <summary>Answers what was asked, then leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        using var late = new CancellationTokenSource(Leave);
        await _app.StopAsync(late.Token);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(IPeer peer, HttpSettings settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "syncro" });
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // A start that fails is told on one line, with its key.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            HttpLimits.Set(kestrel.Limits, settings);
            var listening = Encryption.Of(
                settings.Tls, kestrel.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Encryption)));
            if (settings.Address.Address is { } address)
                kestrel.Listen(new IPEndPoint(address, settings.Address.Port), listening);
            else if (settings.Address.Port == 0)
                kestrel.Listen(new IPEndPoint(IPAddress.Loopback, 0), listening);
            else
                kestrel.ListenLocalhost(settings.Address.Port, listening);
        });
        HttpApi.AddServices(builder.Services);
        var app = builder.Build();
        HttpApi.Map(app, peer, settings);
        return app;
    }

    /// <summary>The command line decides when to leave; the host watches no signals.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
