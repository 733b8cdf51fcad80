using System.Net.Security;
using System.Net.Sockets;
using Syncro.Tests.Peers;

namespace Syncro.Tests.Tls;

/// <summary>Whatever a caller makes of its handshake, it is closed in time, and others are served.</summary>
public sealed class TlsListenerSpecs : IAsyncLifetime, IDisposable
{
    private const string Wire = """
        syncro.wire { greet-timeout = 4s, max-connections = 3 }
        """;

    private readonly TlsFixture _tls = new();
    private TestPeer _server = null!;

    public async Task InitializeAsync() => _server = await _tls.ServerAsync(more: Wire);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _tls.Dispose();

    private async Task<WirePeer> EncryptedAsync()
    {
        var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", _server.Port);
        var stream = new SslStream(connection.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            CertificateChainPolicy = _tls.Ours.Policy,
        }).WaitAsync(Wait.Limit);
        return new(connection, stream);
    }

    private async Task<WirePeer> GreetedAsync(string client)
    {
        var peer = await EncryptedAsync();
        await peer.SendAsync(WirePeer.Hello(client));
        Assert.Equal("server", (await peer.ReceiveAsync())["result"]!["client"]!.ToString());
        return peer;
    }

    private Task SaysAsync(string text) =>
        Wait.Until($"the log says {text}", () => _tls.Log.Any(line => line.Contains(text, StringComparison.Ordinal)));

    /// <summary>What the server answers to bytes, till it closes.</summary>
    private async Task<byte[]> AnswerAsync(byte[] bytes)
    {
        using var caller = new TcpClient();
        await caller.ConnectAsync("127.0.0.1", _server.Port);
        await caller.GetStream().WriteAsync(bytes);
        using var answer = new MemoryStream();
        using var limit = new CancellationTokenSource(Wait.Limit);
        try
        {
            await caller.GetStream().CopyToAsync(answer, limit.Token);
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            // It was closed with bytes unread.
        }
        return answer.ToArray();
    }

    [Fact]
    public async Task Plain_text_is_closed_without_an_answer()
    {
        Assert.Empty(await AnswerAsync([0, 20, .. "{\"type\":\"noop\",\"id\":1}"u8]));
        await SaysAsync("was closed: TLS handshake failed: the caller speaks no TLS");
        (await GreetedAsync("phone")).Dispose();
    }

    // A client's first message, of TLS 1.1 at most: what it wants is answered by the alert 70, protocol_version.
    [Fact]
    public async Task Tls_1_1_is_refused()
    {
        byte[] hello = [3, 2, .. new byte[32], 0, 0, 4, 0xc0, 0x0a, 0xc0, 0x13, 1, 0];
        var answer = await AnswerAsync([22, 3, 1, 0, (byte)(hello.Length + 4), 1, 0, 0, (byte)hello.Length, .. hello]);
        Assert.Equal([2, 70], answer[5..]);
        await SaysAsync("was closed: TLS handshake failed: ");
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 22, 3, 1, 0, 200, 1, 0, 0 })]
    public async Task A_handshake_that_does_not_end_is_closed_in_the_time_to_greet(byte[] begun)
    {
        using var live = await GreetedAsync("phone");
        Assert.Empty(await AnswerAsync(begun));
        await SaysAsync("408 no TLS handshake within 4000 ms");
        Assert.Equal("true", (await live.AskAsync("noop", ""))["result"]!.ToJsonString());
    }

    [Fact]
    public async Task An_encrypted_connection_that_does_not_greet_is_closed()
    {
        using var caller = await EncryptedAsync();
        Assert.Equal(408, (int)(await caller.LastAsync())!["code"]!);
    }

    [Fact]
    public async Task A_handshake_counts_as_a_connection()
    {
        using var first = await GreetedAsync("a");
        using var second = await GreetedAsync("b");
        using var third = new TcpClient();
        await third.ConnectAsync("127.0.0.1", _server.Port);
        await Assert.ThrowsAnyAsync<IOException>(EncryptedAsync);
        await SaysAsync("3 connections are open already");
        await SaysAsync("408 no TLS handshake");
        (await GreetedAsync("c")).Dispose();
    }

    [Fact]
    public async Task A_failed_handshake_is_one_line_without_a_stack()
    {
        for (var i = 0; i < 3; i++)
            await AnswerAsync([1, 2, 3]);
        await SaysAsync("the caller speaks no TLS");
        Assert.Single(_tls.Warnings, line => line.Contains("TLS handshake", StringComparison.Ordinal));
        Assert.DoesNotContain(_tls.Log, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_arrives_and_the_end_is_told_apart_from_a_cut_line()
    {
        using var caller = await GreetedAsync("a");
        await caller.SendAsync("""{"type":5}""");
        Assert.Equal(400, (int)(await caller.LastAsync())!["code"]!);
    }
}
