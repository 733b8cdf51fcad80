using System.Globalization;
using Syncro.Scribes;
using Syncro.Settings;

namespace Syncro.Tests.Settings;

public class SyncroSettingsSpecs
{
    private static SyncroSettings Read(string text) => SyncroSettings.Read(SettingsSource.Parse(text, "x.conf"));

    [Fact]
    public void Nothing_configured_gives_the_defaults()
    {
        var settings = SyncroSettings.Read(Akka.Configuration.Config.Empty);
        Assert.Null(settings.Client);
        Assert.Equal("main", settings.Space);
        Assert.Equal(4 << 20, settings.Wire.MaxMessage);
        Assert.Equal(8, settings.Wire.Window);
        Assert.Equal(TimeSpan.FromHours(24), settings.MaxClockDrift);
        Assert.Equal(new LimitSettings(512 << 10, 2048, 4096, 1 << 20), settings.Limits);
        Assert.Empty(settings.Listeners);
        Assert.Empty(settings.Classes.Names);
    }

    [Fact]
    public void A_whole_configuration_is_read()
    {
        Environment.SetEnvironmentVariable("SYNCRO_SETTINGS_SPECS_TOKEN", "secret-1");
        var settings = Read($$"""
            syncro {
              client = "laptop", space = "work", allow-plain-text = on
              models { Region {}, "My::Class" {} }
              listen {
                main { uri = "tcp://127.0.0.1:7400" }
                legacy { uri = "tcp://[::1]:7401", protocol = 1, client = "client_uuid2" }
              }
              peers {
                "server.example.org" { uri = "tcp://server.example.org:7400", token-env = SYNCRO_SETTINGS_SPECS_TOKEN }
                old { uri = "tcp://127.0.0.1:10000", protocol = 1 }
              }
              access { clients { laptop2 { token-sha256 = "{{new string('a', 64)}}", relay = on } } }
              wire { window = 3, greet-timeout = 250 ms, max-message = 2MiB }
            }
            """);
        Assert.Equal(new ClientId("laptop"), settings.Client);
        Assert.Equal(["My::Class", "Region"], settings.Classes.Names);
        Assert.Equal(new ListenerSettings("legacy", new("::1", 7401), 1, new ClientId("client_uuid2")), settings.Listeners[0]);
        Assert.Equal(new ListenerSettings("main", new("127.0.0.1", 7400), 2, null), settings.Listeners[1]);
        Assert.Equal(new PeerSettings(new("old"), new("127.0.0.1", 10000), 1, null), settings.Peers[0]);
        Assert.Equal("secret-1", settings.Peers[1].Token!.Value.Value);
        Assert.True(settings.Access.Clients[new("laptop2")].Relay);
        Assert.Equal(3, settings.Wire.Window);
        Assert.Equal(TimeSpan.FromMilliseconds(250), settings.Wire.GreetTimeout);
        Assert.Equal(2 << 20, settings.Wire.MaxMessage);
    }

    [Theory]
    [InlineData("syncro.windo = 1", "x.conf: syncro.windo is unknown; allowed in syncro: client, space")]
    [InlineData("syncro.wire { windo = 1 }", "x.conf: syncro.wire.windo is unknown; allowed in syncro.wire: max-message, window")]
    [InlineData("syncro.models.Note { reader = [a] }", "syncro.models.Note.reader is unknown; allowed in syncro.models.Note: readers, writers")]
    [InlineData("syncro.models { \"a;b\" {} }", "syncro.models.a;b is not a class name")]
    [InlineData("syncro.models = 5", "syncro.models is a section, not a value; allowed in it: any name")]
    [InlineData("syncro.models { Note = on }", "syncro.models.Note is a section, not a value")]
    [InlineData("syncro = 5", "syncro is a section")]
    [InlineData("syncro.client { a = 1 }", "syncro.client is a value, not a section")]
    [InlineData("syncro.client = [1]", "syncro.client is a list")]
    [InlineData("syncro.wire.window = 0", "x.conf: syncro.wire.window is '0'; allowed: a whole number from 1 to 1024")]
    [InlineData("syncro.wire.window = 8.0", "syncro.wire.window is '8.0'")]
    [InlineData("syncro.wire.window = \"\"", "syncro.wire.window is ''")]
    [InlineData("syncro.wire.window = null", "syncro.wire.window is missing")]
    [InlineData("syncro.wire.max-message = -1 MiB", "syncro.wire.max-message is '-1 MiB'; allowed: 2 MiB to 64 MiB")]
    [InlineData("syncro.wire.max-message = 1 MiB", "syncro.wire.max-message is '1 MiB'; allowed: 2 MiB to 64 MiB")]
    [InlineData("syncro.wire.max-message = 9999999999999999 GiB", "syncro.wire.max-message is")]
    [InlineData("syncro.wire.greet-timeout = 5", "syncro.wire.greet-timeout is '5'; allowed: 100 ms to 1 m")]
    [InlineData("syncro.wire.greet-timeout = -5s", "syncro.wire.greet-timeout is '-5s'")]
    [InlineData("syncro.models-open = maybe", "syncro.models-open is 'maybe'; allowed: on or off")]
    [InlineData("syncro.wire.noop-interval = 50s", "syncro.wire.silence-timeout is")]
    [InlineData("syncro.wire.reconnect-min = 20s", "syncro.wire.reconnect-max is")]
    [InlineData("syncro.journal.restart-min = 20s", "syncro.journal.restart-max is")]
    [InlineData("syncro.players.retry-min = 20s", "syncro.players.retry-max is")]
    [InlineData("syncro.limits.commit = 100", "syncro.limits.commit is 100, below syncro.limits.change-set, 2048")]
    [InlineData("syncro.limits.commit-size = 128 KiB", "syncro.limits.commit-size is")]
    [InlineData("syncro.storage.records.provider = PostgreSQL", "syncro.storage.records.connection-string is empty; the provider PostgreSQL")]
    [InlineData("syncro.listen.main {}", "syncro.listen.main.uri is missing; allowed: tcp://host:port")]
    [InlineData("syncro.listen.main.uri = \"127.0.0.1:7400\"", "syncro.listen.main.uri is '127.0.0.1:7400'; allowed: tcp://host:port")]
    [InlineData("syncro.listen.main.uri = \"tcp://127.0.0.1\"", "syncro.listen.main.uri is")]
    [InlineData("syncro.listen.main.uri = \"tcp://127.0.0.1:70000\"", "syncro.listen.main.uri is")]
    [InlineData("syncro.listen.main.uri = \"tcp://127.0.0.1:7400/x\"", "syncro.listen.main.uri is")]
    [InlineData("syncro.listen.main.uri = \"ws://127.0.0.1:7400\"", "WebSockets are served by HTTP, at /sync; allowed: tcp://host:port or tls://host:port")]
    [InlineData("syncro.listen.main.uri = \"wss://127.0.0.1:7400\"", "WebSockets are served by HTTP, at /sync")]
    [InlineData("syncro.peers.x.uri = \"ws://127.0.0.1:1/sync?token=a\"", "syncro.peers.x.uri is 'ws://127.0.0.1:1/sync?token=a'; allowed: tcp://host:port")]
    [InlineData("syncro.peers.x.uri = \"ssl://127.0.0.1:1\"", "ssl:// is not supported")]
    [InlineData("syncro.peers.x { uri = \"ws://127.0.0.1:1\", protocol = 1 }", "syncro.peers.x.protocol is 1, which is not spoken over a WebSocket such as ws://127.0.0.1:1/sync")]
    [InlineData("syncro.peers.x { uri = \"ws://example.org\", token-env = PATH }", "syncro.peers.x.uri is ws://example.org:80/sync, to which a token would go without encryption; allowed: wss://")]
    [InlineData("syncro.peers.x { uri = \"ws://example.org\", tls.authority = x }", "syncro.peers.x.uri is ws://example.org:80/sync beside a section tls; allowed: wss://")]
    [InlineData("syncro.listen.main.uri = \"tcp://0.0.0.0:7400\"", "syncro.listen.main.uri is tcp://0.0.0.0:7400, which other machines reach without encryption")]
    [InlineData("syncro { listen.main.uri = \"tcp://0.0.0.0:7400\", access.anonymous = on }", "syncro.access.anonymous is on while other machines reach the listener main")]
    [InlineData("syncro.listen.a { uri = \"tcp://127.0.0.1:1\", protocol = 1 }", "syncro.listen.a.client is missing")]
    [InlineData("syncro.listen.a { uri = \"tcp://127.0.0.1:1\", client = x }", "syncro.listen.a.client is allowed with protocol = 1 only")]
    [InlineData("syncro { client = x, listen.a { uri = \"tcp://127.0.0.1:1\", protocol = 1, client = x } }", "syncro.listen.a.client is this peer's own GUID")]
    [InlineData("syncro.listen.a { uri = \"tcp://127.0.0.1:1\", protocol = 3 }", "syncro.listen.a.protocol is '3'; allowed: a whole number from 1 to 2")]
    [InlineData("syncro.listen { a.uri = \"tcp://127.0.0.1:1\", b.uri = \"tcp://127.0.0.1:1\" }", "as that of b is")]
    [InlineData("syncro { client = x, peers.x.uri = \"tcp://127.0.0.1:1\" }", "syncro.peers.x is this peer's own GUID")]
    [InlineData("syncro.peers.x.uri = \"tcp://127.0.0.1:0\"", "syncro.peers.x.uri is tcp://127.0.0.1:0; allowed: a port")]
    [InlineData("syncro.peers.x { uri = \"tcp://127.0.0.1:1\", token-env = SYNCRO_NO_SUCH }", "syncro.peers.x.token-env is 'SYNCRO_NO_SUCH', which is not set")]
    [InlineData("syncro.peers.x { uri = \"tcp://127.0.0.1:1\", token-file = \"/no/such\" }", "syncro.peers.x.token-file is '/no/such', which can't be read")]
    [InlineData("syncro.peers.x { uri = \"tcp://127.0.0.1:1\", token-file = a, token-env = b }", "syncro.peers.x.token-file stands beside token-env")]
    [InlineData("syncro.peers.x { uri = \"tcp://example.org:1\", token-env = PATH }", "syncro.peers.x.uri is tcp://example.org:1, to which a token would go without encryption; allowed: tls://")]
    [InlineData("syncro.peers.server.example { uri = \"tcp://127.0.0.1:1\" }", "syncro.peers.server.example is unknown")]
    [InlineData("syncro.client = \"a\\tb\"", "syncro.client is")]
    [InlineData("syncro.space = \"\"", "syncro.space is ''")]
    [InlineData("syncro.storage.directory = \"\"", "syncro.storage.directory is ''")]
    public void What_is_not_allowed_is_refused_by_name(string text, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidSettingsException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_hash_that_is_none_is_not_repeated_in_the_error()
    {
        var message = Assert.Throws<InvalidSettingsException>(
            () => Read("syncro.access.clients.x.token-sha256 = hunter2")).Message;
        Assert.Contains("syncro.access.clients.x.token-sha256", message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_does_not_print() =>
        Assert.DoesNotContain("hunter2", new PeerSettings(new("a"), new("b", 1), 2, new Secret("hunter2")).ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_token_is_known_by_its_hash()
    {
        var hash = TokenHash.TryParse("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
        Assert.True(hash!.Matches("test"));
        Assert.False(hash.Matches("Test"));
    }

    [Fact]
    public void Plain_text_off_loopback_is_taken_where_it_is_allowed() => Assert.Single(Read(
        "syncro { listen.main.uri = \"tcp://0.0.0.0:7400\", access.anonymous = on, allow-plain-text = on }").Listeners);

    [Fact]
    public void The_node_has_its_own_table() => Read("syncro.node.whatever { x = 1 }");

    [Fact]
    public void An_override_stands_above_the_file_and_is_named_in_errors()
    {
        var file = Repository.Path("hocon/server.hocon");
        var settings = SyncroSettings.Read(SettingsSource.Load(file, ["syncro.wire.window=2", "syncro.listen.main.uri=tcp://127.0.0.1:0"]));
        Assert.Equal(2, settings.Wire.Window);
        Assert.Equal(0, settings.Listeners[0].Address.Port);
        Assert.StartsWith("--set syncro.wire.window is '0'", Message(file, "syncro.wire.window=0"), StringComparison.Ordinal);
        Assert.StartsWith("--set window: not key=value", Message(file, "window"), StringComparison.Ordinal);
        Assert.Contains("syncro.x is unknown", Message(file, "syncro.x=1"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_override_wins() => Assert.Equal(5, SyncroSettings.Read(SettingsSource.Load(
        Repository.Path("hocon/server.hocon"), ["syncro.wire.window=2", "syncro.wire.window=5"])).Wire.Window);

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("no-such.hocon: can't be read: no such file", Message("no-such.hocon"), StringComparison.Ordinal);

    private static string Message(string file, params string[] overrides) =>
        Assert.Throws<InvalidSettingsException>(() => SyncroSettings.Read(SettingsSource.Load(file, overrides))).Message;

    [Theory]
    [InlineData("server", "City", "Note", "Region", "Todo")]
    [InlineData("laptop", "City", "Note", "Region", "Todo")]
    [InlineData("phone", "City", "Note", "Region", "Todo")]
    [InlineData("legacy", "City", "Note", "Region")]
    public void The_ready_made_files_are_read(string name, params string[] classes)
    {
        var text = File.ReadAllText(Repository.Path($"hocon/{name}.hocon"))
            .Replace("\"hocon/", $"\"{Repository.Root}/hocon/", StringComparison.Ordinal);
        var settings = Read(text);
        Assert.Equal(name, settings.Client!.Value.Value);
        Assert.Equal(classes, settings.Classes.Names);
    }

    [Theory]
    [InlineData("laptop")]
    [InlineData("phone")]
    public void The_ready_made_server_knows_the_tokens_of_its_peers(string name)
    {
        var server = SyncroSettings.Read(SettingsSource.Load(Repository.Path("hocon/server.hocon"), []));
        var token = File.ReadLines(Repository.Path(string.Create(CultureInfo.InvariantCulture, $"hocon/{name}.token"))).First();
        Assert.True(server.Access.Clients[new(name)].Token!.Matches(token));
    }
}
