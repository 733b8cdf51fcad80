using System.Net.WebSockets;
using Syncro.Node.Http;
using Syncro.Node.Settings;
using Syncro.Settings;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.WebSockets;

/// <summary>A peer behind the HTTP of a node, on a port of its own, and whoever calls it.</summary>
internal sealed class WebSocketFixture : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly List<TestPeer> _callers = [];

    private WebSocketFixture() { }

    public TestPeer Server { get; private set; } = null!;

    public HttpServer Http { get; private set; } = null!;

    private string Host => new Uri(Http.Url).Authority;

    /// <param name="peer">What the peer is told.</param>
    /// <param name="node">What the node is told, in <c>syncro.node.http</c>.</param>
    /// <param name="tls">The section with its certificate; null: plain text.</param>
    public static async Task<WebSocketFixture> StartAsync(
        string peer = "", string node = "", string? tls = null, bool compression = true)
    {
        var fixture = new WebSocketFixture();
        fixture.Server = await TestPeer.StartAsync("server", fixture._directory.File("server"), peer);
        var settings = NodeSettings.Read(SettingsSource.Parse($$"""
            syncro.node.http { uri = "{{(tls is null ? "http" : "https")}}://127.0.0.1:0" }
            {{(tls is null ? "" : $"syncro.node.http.tls {{ {tls} }}")}}
            syncro.node.http { {{node}} }
            syncro.wire.compression = {{(compression ? "on" : "off")}}
            """, "x.conf"));
        fixture.Http = await HttpServer.StartAsync(fixture.Server.Peer, settings.Http!);
        return fixture;
    }

    /// <summary>A peer that dials it.</summary>
    public async Task<TestPeer> DialAsync(string client, string tls = "", string more = "", int? port = null)
    {
        var scheme = Http.Url.StartsWith("https", StringComparison.Ordinal) ? "wss" : "ws";
        var caller = await TestPeer.StartAsync(client, _directory.File(client), $$"""
            syncro.peers.server { uri = "{{scheme}}://{{(port is null ? Host : $"127.0.0.1:{port}")}}/sync" }
            {{(tls.Length > 0 ? $"syncro.peers.server.tls {{ {tls} }}" : "")}}
            {{more}}
            """);
        _callers.Add(caller);
        return caller;
    }

    /// <summary>A caller that is no peer.</summary>
    public async Task<WebSocketCaller> CallAsync(string? origin = null)
    {
        var socket = new ClientWebSocket();
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        using var limit = new CancellationTokenSource(Wait.Limit);
        await socket.ConnectAsync(new($"ws://{Host}/sync"), limit.Token);
        return new(socket);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var caller in _callers)
            await caller.DisposeAsync();
        await Http.DisposeAsync();
        await Server.DisposeAsync();
        _directory.Dispose();
    }
}
