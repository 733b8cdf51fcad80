using Syncro.Node.Commands;
using Syncro.Node.Settings;
using Syncro.Settings;
using Syncro.Tests.WebSockets;

namespace Syncro.Tests.Tls;

/// <summary>HTTP over TLS: what may leave loopback, who is answered, and which node the commands believe.</summary>
public sealed class HttpsSpecs : IDisposable
{
    private readonly TlsFixture _tls = new();

    public void Dispose() => _tls.Dispose();

    private string Certificate(string host = "127.0.0.1") => _tls.Ours.Settings("server", host);

    private static async Task<(int Code, string Error)> StatusAsync(string url, string? authority)
    {
        using StringWriter output = new(), error = new();
        string[] args = ["status", "--node", url, .. authority is null ? (string[])[] : ["--authority", authority]];
        var code = await SyncroCommand.InvokeAsync(
            args, new(new MemoryStream(), output, error, IsInteractive: false), (_, _, _) => throw new NotSupportedException("no peer"));
        return (code, error.ToString());
    }

    [Fact]
    public async Task The_commands_reach_a_node_of_the_authority_that_they_are_told()
    {
        await using var node = await WebSocketFixture.StartAsync(tls: Certificate());
        Assert.StartsWith("https://127.0.0.1:", node.Http.Url, StringComparison.Ordinal);
        Assert.Equal((0, ""), await StatusAsync(node.Http.Url, _tls.Ours.File));
    }

    [Theory]
    [InlineData("127.0.0.1", false, "can't be reached: the other side's certificate is not trusted: ")]
    [InlineData("other.example", true, "can't be reached: the other side's certificate is not for '127.0.0.1'")]
    [InlineData("127.0.0.1", null, "can't be reached: ")]
    public async Task The_commands_believe_no_other(string host, bool? known, string why)
    {
        await using var node = await WebSocketFixture.StartAsync(tls: Certificate(host));
        var (code, error) = await StatusAsync(node.Http.Url, known is { } ours ? (ours ? _tls.Ours : _tls.Others).File : null);
        Assert.Equal(1, code);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "can't be read")]
    [InlineData("no certificate", "holds no certificate")]
    public async Task An_authority_that_is_none_is_wrong_usage(string? text, string why)
    {
        var file = text is null ? "no-such-file" : _tls.Others.Write("none.pem", text);
        var (code, error) = await StatusAsync("https://127.0.0.1:1", file);
        Assert.Equal(2, code);
        Assert.StartsWith("syncro: --authority is '", error, StringComparison.Ordinal);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "where the token of PATH would be sent without encryption")]
    [InlineData(1, "can't be reached: ", "--allow-plain-text")]
    public async Task A_token_goes_to_another_machine_encrypted_or_where_that_is_allowed(int code, string why, params string[] more)
    {
        using StringWriter output = new(), error = new();
        string[] args = ["status", "--node", "http://no-such-host.invalid:1", "--token-env", "PATH", .. more];
        Assert.Equal(code, await SyncroCommand.InvokeAsync(
            args, new(new MemoryStream(), output, error, IsInteractive: false), (_, _, _) => throw new NotSupportedException("no peer")));
        Assert.Contains(why, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_own_pages_are_those_of_https_and_plain_text_is_not_answered()
    {
        await using var node = await WebSocketFixture.StartAsync(tls: Certificate());
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = _tls.Ours.Policy } });
        var plain = node.Http.Url.Replace("https", "http", StringComparison.Ordinal);
        Assert.Equal(200, await StatusAsync(http, node.Http.Url, node.Http.Url));
        Assert.Equal(403, await StatusAsync(http, node.Http.Url, plain));
        await Assert.ThrowsAsync<HttpRequestException>(() => StatusAsync(http, plain, plain));
    }

    [Fact]
    public async Task Where_clients_are_certified_a_call_without_a_certificate_is_not_answered()
    {
        await using var node = await WebSocketFixture.StartAsync(tls: $"{Certificate()}, clients = \"{_tls.Others.File}\"");
        Assert.Equal(1, (await StatusAsync(node.Http.Url, _tls.Ours.File)).Code);
        using var shown = _tls.Others.Issue("laptop");
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { CertificateChainPolicy = _tls.Ours.Policy, ClientCertificates = [shown] },
        });
        Assert.Equal(200, await StatusAsync(http, node.Http.Url, node.Http.Url));
    }

    [Theory]
    [InlineData("token = t", "", null)]
    [InlineData("", "", "syncro.node.http.token is empty")]
    [InlineData("token = t", "syncro.access.anonymous = on", "syncro.access.anonymous is on")]
    public void It_may_leave_loopback_with_a_token_and_where_no_one_is_anonymous(string http, string peer, string? fault)
    {
        var source = SettingsSource.Parse($$"""
            syncro.node.http { uri = "https://0.0.0.0:1", tls { {{Certificate()}} }, {{http}} }
            {{peer}}
            """, "x.conf");
        if (fault is null)
            Assert.True(NodeSettings.Read(source).Http!.Address is { IsEncrypted: true, IsAny: true });
        else
            Assert.Contains(
                fault, Assert.Throws<InvalidSettingsException>(() => NodeSettings.Read(source)).Message, StringComparison.Ordinal);
    }

    private static async Task<int> StatusAsync(HttpClient http, string url, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url + "/api/status");
        request.Headers.Add("Origin", origin);
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
