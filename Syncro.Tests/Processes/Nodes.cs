using System.Net;
using System.Net.Sockets;
using Syncro.Tests.Records;
using Xunit.Abstractions;

namespace Syncro.Tests.Processes;

/// <summary>
/// The nodes of one spec: each by its name, on ports of its own, its storage below one temporary directory. Shows what
/// they said when the spec is over, for it may have failed.
/// </summary>
internal sealed class Nodes(ITestOutputHelper output) : IDisposable
{
    public const string AnyPort = "http://127.0.0.1:0";

    private readonly TempDirectory _directory = new();
    private readonly List<NodeProcess> _started = [];

    /// <summary>What is set in the environment of a node, by its name, when it starts.</summary>
    public Dictionary<string, IReadOnlyDictionary<string, string>> Environments { get; } = new(StringComparer.Ordinal);

    public string File(string name) => _directory.File(name);

    /// <summary>A configuration of the spec's own.</summary>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <summary>Starts a node; where the file says nothing else, it listens on TCP at <paramref name="port"/>.</summary>
    public Task<NodeProcess> StartAsync(string file, string name, int port = 0, params string[] sets) =>
        ReadyAsync(Launch(file, name, port, sets));

    /// <summary>A node from its first moment on, ready or not.</summary>
    public SyncroProcess Launch(string file, string name, int port = 0, params string[] sets) => SyncroProcess.Start([
        "run", file, .. ((IEnumerable<string>)[
            $"syncro.storage.directory={File(name)}",
            $"syncro.listen.main.uri=tcp://127.0.0.1:{port}",
            $"syncro.node.http.uri={AnyPort}",
            .. sets,
        ]).SelectMany(set => (string[])["--set", set])], environment: Environments.GetValueOrDefault(name));

    /// <summary>One launched, once it is ready.</summary>
    public async Task<NodeProcess> ReadyAsync(SyncroProcess launched)
    {
        var node = await NodeProcess.WhenReadyAsync(launched);
        _started.Add(node);
        return node;
    }

    /// <summary>
    /// A port that nobody listens on now: for a node that others must know before it starts, or again. Below those that
    /// the system gives to whoever dials: one of these could be taken while the node is down, even by a dialler that so
    /// connects to itself.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(10_000, 32_000));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another.
            }
        }
    }

    public void Dispose()
    {
        foreach (var node in _started)
        {
            node.Dispose();
            output.WriteLine(node.Log);
        }
        _directory.Dispose();
    }
}
