using System.Text;
using Syncro.Node.Http;
using Syncro.Node.Settings;
using Syncro.Settings;

namespace Syncro.Tests.Node;

/// <summary>The API over a peer in memory, on a port of its own.</summary>
internal sealed class HttpFixture : IAsyncDisposable
{
    private readonly HttpServer _server;
    private readonly HttpClient _client = new();

    private HttpFixture(MemoryPeer peer, HttpServer server) => (Peer, _server) = (peer, server);

    public MemoryPeer Peer { get; }

    public string Url => _server.Url;

    public static async Task<HttpFixture> StartAsync(string settings = "", params string[] classes)
    {
        var peer = new MemoryPeer(classes);
        var node = NodeSettings.Read(SettingsSource.Parse(
            $"syncro.node.http.uri = \"http://127.0.0.1:0\"\n{settings}", "x.conf"));
        return new(peer, await HttpServer.StartAsync(peer, node.Http!));
    }

    public async Task<HttpResponseMessage> SendAsync(string method, string path, byte[]? body, params (string Name, string Value)[] headers)
    {
        var uri = new Uri(Url + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new(method), uri);
        if (body is not null)
            request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The status, a space, the body.</summary>
    public async Task<string> CallAsync(string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), headers);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}".Trim();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }
}
