using Syncro.Tests.Processes;
using Xunit.Abstractions;

namespace Syncro.Tests.Compaction;

/// <summary>Nodes that are killed while their logs are compacted.</summary>
[Collection(WholeProcesses.Name)]
public sealed class CompactionKillSpecs(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 6, Notes = 40;

    private readonly Nodes _nodes = new(output);

    public void Dispose() => _nodes.Dispose();

    [Fact]
    public async Task Kill_9_while_the_log_is_compacted_loses_nothing_and_a_new_reader_gets_all()
    {
        var seed = Environment.TickCount64;
        output.WriteLine($"seed {seed}");
        var random = new Random((int)seed);
        var port = Nodes.FreePort();
        var file = _nodes.Write("server.hocon", """
            syncro { client = "server", models { Note {} }, access.anonymous = on, compaction { at = "", age = 0s, clients = 0s } }
            """);
        var (expected, begins) = (new Dictionary<string, string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        for (var round = 0; round < Rounds; round++)
        {
            var server = await _nodes.StartAsync(file, "server", port);
            Assert.Equal(expected, await server.Api.LinesAsync("Note"));
            for (var i = 0; i < Notes; i++)
            {
                var (id, line) = ($"n{random.Next(3 * Notes)}", $"{{\"round\":{round},\"i\":{i}}}");
                Assert.InRange((await server.Api.CallAsync("PUT", $"/api/models/Note/{id}", line)).Status, 200, 201);
                expected[id] = $"{{\"id\":\"{id}\",\"i\":{i},\"round\":{round}}}";
            }
            var compacting = server.Api.CallAsync("POST", "/api/compact");
            await Task.WhenAny(compacting, Task.Delay(random.Next(500)));
            if (compacting is { IsCompletedSuccessfully: true, Result: var answer })
                begins.Add(answer.Body);
            await server.Kill9Async();
            await Task.WhenAny(compacting);
        }
        output.WriteLine($"{begins.Count} of {Rounds} were done before the kill");
        var last = await _nodes.StartAsync(file, "server", port);
        await last.Api.ExpectAsync(200, "POST", "/api/compact");
        Assert.Equal(410, (await last.Api.CallAsync("GET", "/api/changes?from=0")).Status);
        var reader = await _nodes.StartAsync(
            _nodes.Write("reader.hocon", $$"""
                syncro { client = "reader", models { Note {} }, peers { server { uri = "tcp://127.0.0.1:{{port}}" } } }
                """), "reader");
        await Eventually.HoldsAsync(async () => (await reader.StatusAsync()).InSync, "the reader has all");
        await last.Api.SameAsync(reader.Api, "Note");
        Assert.Equal(expected, await last.Api.LinesAsync("Note"));
    }
}
