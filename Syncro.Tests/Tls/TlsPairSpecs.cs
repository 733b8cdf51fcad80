using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Syncro.Tests.Peers;

namespace Syncro.Tests.Tls;

/// <summary>Two peers over TLS, and whom a dialler does not believe.</summary>
public sealed class TlsPairSpecs : IDisposable
{
    private readonly TlsFixture _tls = new();

    public void Dispose() => _tls.Dispose();

    private static async Task MeetAsync(TestPeer server, TestPeer laptop, int length = 1)
    {
        await server.CreateAsync("s", new string('s', length));
        await laptop.CreateAsync("l", new string('l', length));
        await Wait.ForTitle("s", new string('s', length), laptop);
        await Wait.ForTitle("l", new string('l', length), server);
    }

    [Fact]
    public async Task A_pair_syncs_over_tls()
    {
        await using var server = await _tls.ServerAsync();
        await using var laptop = await _tls.DialAsync("laptop", server.Port, _tls.Trust);
        await MeetAsync(server, laptop, 300_000);
        await Wait.ForSync(server, "laptop");
        await Wait.ForSync(laptop, "server");
    }

    [Fact]
    public async Task A_pair_of_version_1_syncs_over_tls()
    {
        await using var server = await _tls.ServerAsync(more: "syncro.listen.main { protocol = 1, client = laptop }");
        await using var laptop = await _tls.DialAsync("laptop", server.Port, _tls.Trust, protocol: 1);
        await MeetAsync(server, laptop);
    }

    [Fact]
    public async Task A_client_that_shows_its_certificate_needs_no_token()
    {
        await using var server = await _tls.ServerAsync(clients: _tls.Others, more: $$"""
            syncro.access.clients.laptop { token-sha256 = "{{new string('a', 64)}}" }
            """);
        await using var laptop = await _tls.DialAsync("laptop", server.Port, $"{_tls.Trust}, {_tls.Others.Settings("laptop")}");
        await MeetAsync(server, laptop);
    }

    [Theory]
    [InlineData("other.example", true, "the other side's certificate is not for '127.0.0.1'")]
    [InlineData("127.0.0.1", false, "the other side's certificate is not trusted: ")]
    public async Task A_listener_of_another_name_or_authority_is_not_believed(string host, bool known, string why)
    {
        await using var server = await _tls.ServerAsync(host);
        await using var laptop = await _tls.DialAsync(
            "laptop", server.Port, known ? _tls.Trust : $"authority = \"{_tls.Others.File}\"");
        await Wait.ForError(laptop, "server", $"can't be reached: TLS handshake failed: {why}");
        Assert.False((await laptop.LinkAsync("server"))!.Connected);
    }

    [Fact]
    public async Task Without_an_authority_of_its_own_a_dialler_believes_those_of_the_system_alone()
    {
        await using var server = await _tls.ServerAsync();
        await using var laptop = await _tls.DialAsync("laptop", server.Port, "");
        await Wait.ForError(laptop, "server", "certificate is not trusted");
    }

    [Fact]
    public async Task A_certificate_that_expired_is_not_believed()
    {
        using var listener = WirePeer.Listen();
        using var expired = _tls.Ours.Issue("server", "127.0.0.1", days: -1);
        await using var laptop = await _tls.DialAsync(
            "laptop", ((System.Net.IPEndPoint)listener.LocalEndpoint).Port, _tls.Trust);
        using var caller = await listener.AcceptTcpClientAsync().WaitAsync(Wait.Limit);
        await using var stream = new SslStream(caller.GetStream());
        var serving = stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(expired, new X509Certificate2Collection(), offline: true),
        });
        await Wait.ForError(laptop, "server", "certificate has expired");
        await Task.WhenAny(serving).WaitAsync(Wait.Limit);
    }

    [Fact]
    public async Task A_dialler_that_waits_for_tls_is_told_nothing_in_plain_text()
    {
        await using var server = await TestPeer.StartAsync("server", _tls.File("plain"), PeerSpecs.Listener + """

            syncro.wire.greet-timeout = 200ms
            """);
        await using var laptop = await _tls.DialAsync("laptop", server.Port, _tls.Trust);
        await Wait.ForError(laptop, "server", "can't be reached: TLS handshake failed: ");
    }

    [Fact]
    public async Task A_client_with_the_certificate_of_another_is_refused()
    {
        await using var server = await _tls.ServerAsync(clients: _tls.Ours);
        await using var laptop = await _tls.DialAsync("laptop", server.Port, $"{_tls.Trust}, {_tls.Ours.Settings("phone")}");
        await Wait.ForError(laptop, "server", "401 'laptop' called with the certificate of 'phone'");
    }

    [Fact]
    public async Task A_client_of_version_1_with_the_certificate_of_another_gets_nothing()
    {
        await using var server = await _tls.ServerAsync(
            clients: _tls.Ours, more: "syncro.listen.main { protocol = 1, client = laptop }");
        await server.CreateAsync("s", "canary");
        await using var laptop = await _tls.DialAsync(
            "laptop", server.Port, $"{_tls.Trust}, {_tls.Ours.Settings("phone")}", protocol: 1);
        await Wait.ForError(server, "laptop", "401 'laptop' is expected here and 'phone' called");
        Assert.Null(await laptop.TitleAsync("s"));
    }

    [Theory]
    [InlineData(true, "the other side's certificate is not trusted: ")]
    [InlineData(false, "the other side showed no certificate")]
    public async Task A_client_of_another_authority_or_without_a_certificate_is_refused(bool shows, string why)
    {
        await using var server = await _tls.ServerAsync(clients: _tls.Ours);
        await using var laptop = await _tls.DialAsync(
            "laptop", server.Port, shows ? $"{_tls.Trust}, {_tls.Others.Settings("laptop")}" : _tls.Trust);
        await Wait.Until("the server says why", () => _tls.Warnings.Any(line => line.Contains(why, StringComparison.Ordinal)));
        await Wait.ForError(laptop, "server", "");
        Assert.DoesNotContain((await server.Peer.StatusAsync()).Peers, link => link.Connected);
    }
}
