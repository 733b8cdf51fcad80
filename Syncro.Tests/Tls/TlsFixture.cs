using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Tls;

/// <summary>Encrypted peers on loopback, their certificates, and what the server logs.</summary>
internal sealed class TlsFixture : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly string _system = $"tls-{Guid.NewGuid():N}";

    public TlsFixture() => (Ours, Others) = (new(_directory.Path, "ours"), new(_directory.Path, "others"));

    public Authority Ours { get; }

    public Authority Others { get; }

    public IEnumerable<string> Log => LogKeeper.Of(_system).Select(line => line.Text);

    public IEnumerable<string> Warnings =>
        LogKeeper.Of(_system).Where(line => line.Level == Akka.Event.LogLevel.WarningLevel).Select(line => line.Text);

    /// <summary>A server whose certificate is for a host; it asks clients for theirs where an authority is named.</summary>
    public Task<TestPeer> ServerAsync(string host = "127.0.0.1", Authority? clients = null, string more = "") => TestPeer.StartAsync(
        "server", _directory.File("server"), $$"""
            {{LogKeeper.Config}}
            syncro {
              listen.main {
                uri = "tls://127.0.0.1:0"
                tls { {{Ours.Settings("server", host)}}{{(clients is null ? "" : $", clients = \"{clients.File}\"")}} }
              }
              access.anonymous = {{(clients is null ? "on" : "off")}}
            }
            {{more}}
            """, _system);

    /// <summary>A peer that dials it, with whatever is set under <c>tls</c>.</summary>
    public Task<TestPeer> DialAsync(string client, int port, string tls, int protocol = 2) => TestPeer.StartAsync(
        client, _directory.File(client), $$"""
            syncro.peers.server { uri = "tls://127.0.0.1:{{port}}", protocol = {{protocol}}, tls { {{tls}} } }
            """);

    /// <summary>That our authority alone is trusted.</summary>
    public string Trust => $"authority = \"{Ours.File}\"";

    public string File(string name) => _directory.File(name);

    public void Dispose()
    {
        Ours.Dispose();
        Others.Dispose();
        _directory.Dispose();
    }
}
