using System.Net.Sockets;
using Syncro.Tests.Processes;
using Xunit.Abstractions;

namespace Syncro.Tests.Tls;

/// <summary>What a node says of those who call its HTTPS and come to nothing.</summary>
[Collection(WholeProcesses.Name)]
public sealed class HandshakeLogSpecs(ITestOutputHelper output) : IDisposable
{
    private readonly TlsFixture _tls = new();
    private readonly Nodes _nodes = new(output);

    public void Dispose()
    {
        _nodes.Dispose();
        _tls.Dispose();
    }

    [Fact]
    public async Task A_handshake_that_fails_is_a_line_in_the_log_and_one_that_holds_is_none()
    {
        var file = _nodes.Write("node.hocon", $$"""
            syncro { client = "server", node.http.tls { {{_tls.Ours.Settings("server", "127.0.0.1")}} } }
            """);
        var node = await _nodes.StartAsync(file, "server", 0, "syncro.node.http.uri=https://127.0.0.1:0");
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = _tls.Ours.Policy } });
        Assert.Contains("server", await http.GetStringAsync(new Uri($"{node.Url}/api/status")), StringComparison.Ordinal);
        using var plain = new TcpClient(AddressFamily.InterNetwork);
        await plain.ConnectAsync("127.0.0.1", new Uri(node.Url).Port);
        var line = $"The TLS handshake of {plain.Client.LocalEndPoint} failed: ";
        await plain.GetStream().WriteAsync("GET /api/status HTTP/1.1\r\n\r\n"u8.ToArray());
        await Eventually.HoldsAsync(() => Task.FromResult(node.Log.Contains(line, StringComparison.Ordinal)), line);
        Assert.Equal(2, node.Log.Split("The TLS handshake of ").Length);
    }
}
