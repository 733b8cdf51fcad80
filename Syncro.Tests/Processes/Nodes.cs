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

    public string File(string name) => _directory.File(name);

    /// <summary>A configuration of the spec's own.</summary>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <summary>Starts a node; where the file says nothing else, it listens on TCP at <paramref name="port"/>.</summary>
    public async Task<NodeProcess> StartAsync(string file, string name, int port = 0, params string[] sets)
    {
        var node = await NodeProcess.StartAsync(file, [
            $"syncro.storage.directory={File(name)}",
            $"syncro.listen.main.uri=tcp://127.0.0.1:{port}",
            $"syncro.node.http.uri={AnyPort}",
            .. sets,
        ]);
        _started.Add(node);
        return node;
    }

    /// <summary>A port that nobody listens on now: for a node that others must know before it starts, or again.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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
