using System.Diagnostics;
using Syncro.Tests.Settings;
using Xunit.Abstractions;

namespace Syncro.Tests.Processes;

/// <summary>The repository's own encrypted pair, with the certificates that its own command makes.</summary>
[Collection(WholeProcesses.Name)]
public sealed class TlsPairSpecs(ITestOutputHelper output) : IDisposable
{
    private readonly Nodes _nodes = new(output);

    public void Dispose() => _nodes.Dispose();

    [OpensslFact]
    public async Task The_ready_made_pair_syncs_with_the_certificates_that_the_command_makes()
    {
        using (var making = Process.Start("sh", [Repository.Path("hocon/certificates.sh"), _nodes.File("tls"), "server=DNS:localhost,IP:127.0.0.1", "laptop"]))
        {
            await making.WaitForExitAsync();
            Assert.Equal(0, making.ExitCode);
        }
        var port = Nodes.FreePort();
        var server = await NodeAsync("server", $"syncro.listen.main.uri=tls://127.0.0.1:{port}");
        var laptop = await NodeAsync("laptop", $"syncro.peers.server.uri=tls://localhost:{port}");
        await laptop.Api.ExpectAsync(201, "PUT", "/api/models/Note/n1", """{"title":"Milk"}""");
        await Eventually.HoldsAsync(
            async () => (await server.StatusAsync()).InSync && (await laptop.StatusAsync()).InSync, "both in sync");
        await server.Api.SameAsync(laptop.Api, "Note");
        Assert.Equal(0, await laptop.TerminateAsync());
    }

    // Its own text, its files where the spec has them.
    private Task<NodeProcess> NodeAsync(string name, string uri)
    {
        var file = _nodes.Write($"{name}.hocon", File.ReadAllText(Repository.Path($"hocon/tls-{name}.hocon"))
            .Replace("data/tls/", $"{_nodes.File("tls")}/", StringComparison.Ordinal));
        string[] sets = [$"syncro.storage.directory={_nodes.File(name)}", $"syncro.node.http.uri={Nodes.AnyPort}", uri];
        return _nodes.ReadyAsync(SyncroProcess.Start(["run", file, .. sets.SelectMany(set => (string[])["--set", set])]));
    }
}

/// <summary>A spec that needs the command openssl; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpensslFactAttribute : FactAttribute
{
    /// <summary>Finds out whether it can run.</summary>
    public OpensslFactAttribute() => Skip =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(path => File.Exists(Path.Combine(path, "openssl")))
            ? null : "openssl is not installed";
}
