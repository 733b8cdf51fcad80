using Syncro.Node.Settings;
using Syncro.Settings;
using Syncro.Tests.Settings;

namespace Syncro.Tests.Node;

public class NodeSettingsSpecs
{
    private static NodeSettings Read(string text) => NodeSettings.Read(SettingsSource.Parse(text, "x.conf"));

    [Fact]
    public void Every_key_has_its_default_and_every_default_its_key() => KeyTableSpecs.Agree(NodeKeys.Table, NodeSettings.Reference);

    [Fact]
    public void Every_default_stands_under_its_meaning() =>
        KeyTableSpecs.Explain(NodeKeys.Table, File.ReadAllText(Repository.Path("Syncro.Node/reference.conf")));

    [Fact]
    public void Nothing_configured_listens_on_loopback() => Assert.Equal(new("127.0.0.1", 8400), Read("a = 1").Http!.Address);

    [Fact]
    public void An_empty_uri_is_no_http() => Assert.Null(Read("syncro.node.http.uri = \"\"").Http);

    [Fact]
    public void Off_loopback_it_takes_leave_and_a_token() => Assert.True(
        Read("syncro.node.http { uri = \"http://0.0.0.0:1\", allow-plain-text = on, token = x }").Http!.Address.IsAny);

    [Theory]
    [InlineData("syncro.node.htp.uri = x", "x.conf: syncro.node.htp is unknown; allowed in syncro.node: http")]
    [InlineData("syncro.node.http.url = x", "syncro.node.http.url is unknown; allowed in syncro.node.http: uri, token")]
    [InlineData("syncro.node.http.uri = \"https://127.0.0.1:1\"", "syncro.node.http.tls.certificate is missing; required with https://127.0.0.1:1")]
    [InlineData("syncro.node.http.tls.certificate = x", "syncro.node.http.uri is http://127.0.0.1:8400 beside a section tls")]
    [InlineData("syncro { access.anonymous = on, node.http { uri = \"http://0.0.0.0:1\", allow-plain-text = on, token = x } }", "syncro.access.anonymous is on while other machines reach WebSockets at http://0.0.0.0:1")]
    [InlineData("syncro.node.http.uri = \"http://example.org:1\"", "syncro.node.http.uri is 'http://example.org:1'")]
    [InlineData("syncro.node.http.uri = \"http://127.0.0.1:1/x\"", "syncro.node.http.uri is")]
    [InlineData("syncro.node.http.uri = \"http://0.0.0.0:1\"", "which other machines reach without encryption")]
    [InlineData("syncro.node.http { uri = \"http://0.0.0.0:1\", allow-plain-text = on }", "syncro.node.http.token is empty while other machines reach")]
    [InlineData("syncro.node.http.allow-origins = [app.example.org]", "syncro.node.http.allow-origins holds 'app.example.org'")]
    [InlineData("syncro.node.http.allow-origins = app", "syncro.node.http.allow-origins is not a list")]
    [InlineData("syncro.node.http.max-body = 1 B", "syncro.node.http.max-body is '1 B'; allowed: 64 KiB to 64 MiB")]
    public void What_is_not_allowed_is_refused_by_name(string text, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidSettingsException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("server", 8400)]
    [InlineData("laptop", 8401)]
    [InlineData("phone", 8402)]
    [InlineData("legacy", 8403)]
    public void The_ready_made_files_are_read(string name, int port) => Assert.Equal(
        port, NodeSettings.Read(SettingsSource.Load(Repository.Path($"hocon/{name}.hocon"), [])).Http!.Address.Port);
}
