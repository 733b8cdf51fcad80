using System.Text;
using Syncro.Journal;
using Syncro.Node;
using Syncro.Node.Commands;
using Syncro.Settings;
using Syncro.Tests.Settings;

namespace Syncro.Tests.Node;

public class CommandSpecs
{
    private sealed record Result(int Code, string Out, string Error);

    private static readonly StartPeer NoPeer = (_, _, _) => throw new NotSupportedException("no peer");

    private static async Task<Result> InvokeAsync(string[] args, string input = "", StartPeer? start = null)
    {
        using StringWriter output = new(), error = new();
        var terminal = new Terminal(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, error, IsInteractive: false);
        var code = await SyncroCommand.InvokeAsync(args, terminal, start ?? NoPeer);
        return new(code, output.ToString(), error.ToString());
    }

    private static async Task<Result> NodeAsync(HttpFixture http, string input, params string[] args) =>
        await InvokeAsync([.. args, "--node", http.Url], input);

    [Theory]
    [InlineData("")]
    [InlineData("walk")]
    [InlineData("run")]
    [InlineData("run a b")]
    [InlineData("get Note")]
    [InlineData("get Note n --nodes x")]
    [InlineData("get Note n --node")]
    [InlineData("watch --from x")]
    [InlineData("get Note n --node 127.0.0.1:8400")]
    [InlineData("get Note n --node ftp://127.0.0.1:8400")]
    [InlineData("import Note no-such-file")]
    [InlineData("run no-such-file")]
    [InlineData("identity")]
    [InlineData("identity new")]
    [InlineData("identity show no-such-file")]
    public async Task Wrong_usage_exits_with_2_and_one_line(string line)
    {
        var result = await InvokeAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, result.Code);
        Assert.Equal("", result.Out);
        Assert.StartsWith("syncro: ", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("import --help")]
    [InlineData("--version")]
    public async Task Help_exits_with_0(string line)
    {
        var result = await InvokeAsync(line.Split(' '));
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.NotEqual("", result.Out);
    }

    [Fact]
    public async Task A_node_that_is_not_there_exits_with_1_and_one_line()
    {
        var result = await InvokeAsync(["get", "Note", "n", "--node", "http://127.0.0.1:1"]);
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.StartsWith("syncro: http://127.0.0.1:1 can't be reached: ", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Records_are_put_got_patched_and_deleted()
    {
        await using var http = await HttpFixture.StartAsync();
        Assert.Equal(new(0, "{\"id\":\"a/b\",\"v\":1.10}\n", ""), await NodeAsync(http, "", "put", "Note", "a/b", "{\"v\":1.10}"));
        Assert.Equal(new(0, "{\"id\":\"a/b\",\"v\":1.10}\n", ""), await NodeAsync(http, "", "get", "Note", "a/b"));
        Assert.Equal(new(0, "{\"id\":\"a/b\",\"v\":2}\n", ""), await NodeAsync(http, "{\"v\":2}", "patch", "Note", "a/b"));
        Assert.Equal(new(0, "{\"id\":\"..\"}\n", ""), await NodeAsync(http, "{}", "put", "Note", "..", "-"));
        Assert.Equal(new(0, "", ""), await NodeAsync(http, "", "delete", "Note", "a/b"));
        Assert.Equal(new(1, "", "syncro: 404: no record Note \"a/b\"\n"), await NodeAsync(http, "", "get", "Note", "a/b"));
    }

    [Fact]
    public async Task An_import_says_how_many_lines_are_durable_after_each_chunk()
    {
        await using var http = await HttpFixture.StartAsync();
        var lines = string.Concat(Enumerable.Range(1, 2500).Select(n => $"{{\"id\":{n},\"v\":\"{new string('x', 400)}\"}}\n"));
        Assert.Equal(new(0, "durable: 1000\ndurable: 2000\ndurable: 2500\n", ""), await NodeAsync(http, lines, "import", "Note", "-"));
        Assert.Equal(new(0, lines, ""), await NodeAsync(http, "", "export", "Note"));
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Range(1, 1000).Select(n => $"{{\"id\":{n}}}\n")));
        Assert.Equal(new(0, "durable: 1000\n", ""), await NodeAsync(http, "", "import", "City", file));
        File.Delete(file);
        Assert.Equal(new(0, "durable: 0\n", ""), await NodeAsync(http, "", "import", "City", "-"));
    }

    [Fact]
    public async Task An_import_stops_at_a_bad_line_and_names_it()
    {
        await using var http = await HttpFixture.StartAsync();
        var lines = string.Concat(Enumerable.Range(1, 1200).Select(n => $"{{\"id\":{n}}}\n")) + "{\n{\"id\":5000}\n";
        var result = await NodeAsync(http, lines, "import", "Note", "-");
        Assert.Equal((1, "durable: 1000\n"), (result.Code, result.Out));
        Assert.StartsWith("syncro: standard input, line 1201: 422: invalid JSON", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("(1200 lines before are durable)\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(1200, http.Peer.Journal.Count);
    }

    [Fact]
    public async Task A_connection_outlives_an_import_that_was_refused()
    {
        await using var http = await HttpFixture.StartAsync();
        var lines = "{\n" + string.Concat(Enumerable.Range(1, 2000).Select(n => $"{{\"id\":{n},\"v\":\"{new string('x', 400)}\"}}\n"));
        for (var i = 0; i < 3; i++)
            Assert.StartsWith("422", await http.CallAsync("POST", "/api/import/Note", lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_exits_with_1()
    {
        await using var http = await HttpFixture.StartAsync("syncro.node.http.token = hunter2", "Note");
        Assert.Equal(new(1, "", "syncro: 401: a bearer token is needed\n"), await NodeAsync(http, "", "status"));
        Environment.SetEnvironmentVariable("SYNCRO_COMMAND_SPECS_TOKEN", "hunter2");
        Assert.Equal(new(1, "", "syncro: 403: the class 'City' is not synced here\n"),
            await NodeAsync(http, "", "export", "City", "--token-env", "SYNCRO_COMMAND_SPECS_TOKEN"));
    }

    [Fact]
    public async Task Status_is_told_in_lines_or_as_json()
    {
        await using var http = await HttpFixture.StartAsync();
        var lines = await NodeAsync(http, "", "status");
        Assert.Equal(0, lines.Code);
        Assert.StartsWith("client: memory\njournal: j1\nposition: 8193\nrecords: 0\npeer: client=\"old\" connected=false seen=\"00ff\" head=null", lines.Out, StringComparison.Ordinal);
        Assert.Equal($"200 {(await NodeAsync(http, "", "status", "--json")).Out}".Trim(), await http.CallAsync("GET", "/api/status"));
    }

    [Fact]
    public async Task A_watch_shows_the_scribes_of_a_class()
    {
        await using var http = await HttpFixture.StartAsync();
        foreach (var name in (string[])["Note", "City", "Note"])
            await http.CallAsync("POST", $"/api/models/{name}", "{\"id\":" + (name == "City" ? 1 : http.Peer.Commits) + "}");
        using var output = new LineWriter(2);
        using var stop = new CancellationTokenSource();
        var terminal = new Terminal(Stream.Null, output, TextWriter.Null, IsInteractive: false);
        var watch = SyncroCommand.InvokeAsync(["watch", "Note", "--from", "0", "--node", http.Url], terminal, NoPeer, stop.Token);
        var lines = await output.Lines.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.All(lines, line => Assert.Contains("\"klass\":\"Note\"", line, StringComparison.Ordinal));
        await stop.CancelAsync();
        Assert.Equal(0, await watch.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Compact_says_what_is_gone()
    {
        await using var http = await HttpFixture.StartAsync();
        var (code, text, error) = await InvokeAsync(["compact", "--node", http.Url]);
        Assert.Equal((0, "3 commits are gone; the journal begins at 16384\n", ""), (code, text, error));
    }

    [Fact]
    public async Task Status_and_watch_say_how_far_a_node_catches_up()
    {
        await using var http = await HttpFixture.StartAsync();
        http.Peer.CatchesUp = true;
        const string Line = "catching up with server: 1,234 scribes, 50 %";
        Assert.Contains(Line, (await InvokeAsync(["status", "--node", http.Url])).Out, StringComparison.Ordinal);
        Assert.Contains(
            "\"progress\":{\"scribes\":1234,\"fraction\":0.5049}", (await InvokeAsync(["status", "--json", "--node", http.Url])).Out, StringComparison.Ordinal);
        using var error = new LineWriter(2);
        using var stop = new CancellationTokenSource();
        var terminal = new Terminal(Stream.Null, TextWriter.Null, error, IsInteractive: false);
        var watch = SyncroCommand.InvokeAsync(["watch", "--node", http.Url], terminal, NoPeer, stop.Token);
        Assert.All(await error.Lines.WaitAsync(TimeSpan.FromSeconds(20)), line => Assert.Equal(Line, line));
        await stop.CancelAsync();
        Assert.Equal(0, await watch.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    private static string[] Run(params string[] sets) => ["run", Repository.Path("hocon/server.hocon"), "--set",
        $"syncro.storage.directory={Path.Combine(Path.GetTempPath(), "syncro-command-specs")}", .. sets];

    [Fact]
    public async Task A_run_says_when_it_is_ready_and_leaves_cleanly_with_0()
    {
        var peer = new MemoryPeer("Note");
        using var output = new LineWriter(1);
        using var stop = new CancellationTokenSource();
        var terminal = new Terminal(Stream.Null, output, TextWriter.Null, IsInteractive: false);
        var run = SyncroCommand.InvokeAsync(Run("syncro.node.http.uri=http://127.0.0.1:0"), terminal, (_, _, _) => Task.FromResult<INodePeer>(peer), stop.Token);
        var line = (await output.Lines.WaitAsync(TimeSpan.FromSeconds(20)))[0];
        Assert.Matches("^ready: client=memory tcp=127\\.0\\.0\\.1:7400 http=http://127\\.0\\.0\\.1:[0-9]+$", line);
        var url = line[(line.IndexOf("http=", StringComparison.Ordinal) + 5)..];
        Assert.Equal(0, (await InvokeAsync(["put", "Note", "n", "{}", "--node", url])).Code);
        await stop.CancelAsync();
        Assert.Equal(0, await run.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.True(peer.IsDisposed);
    }

    [Fact]
    public async Task A_port_in_use_exits_with_2_and_names_it()
    {
        await using var http = await HttpFixture.StartAsync();
        var peer = new MemoryPeer();
        var result = await InvokeAsync(Run($"syncro.node.http.uri={http.Url}"), start: (_, _, _) => Task.FromResult<INodePeer>(peer));
        Assert.Equal((2, ""), (result.Code, result.Out));
        Assert.Equal($"syncro: syncro.node.http.uri is {http.Url}, which is in use; allowed: a free address of this machine\n", result.Error);
        Assert.True(peer.IsDisposed);
    }

    [Theory]
    [InlineData("syncro.storage.directory=/proc/no", "--set syncro.storage.directory is '/proc/no', which can't be written")]
    [InlineData("syncro.node.http.uri=http://example.org:1", "--set syncro.node.http.uri is")]
    [InlineData("syncro.listen.main.uri=udp://127.0.0.1:1", "--set syncro.listen.main.uri is")]
    [InlineData("syncro.nonsense=1", "--set syncro.nonsense is unknown")]
    [InlineData("nonsense", "--set nonsense: not key=value")]
    public async Task A_wrong_configuration_exits_with_2_and_names_the_key(string set, string message)
    {
        var result = await InvokeAsync(Run(set));
        Assert.Equal((2, ""), (result.Code, result.Out));
        Assert.StartsWith($"syncro: {message}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_can_not_start_as_configured_exits_with_2_and_one_that_fails_with_1()
    {
        Assert.Equal(2, (await InvokeAsync(Run(), start: (_, _, _) => throw new InvalidSettingsException("in use"))).Code);
        Assert.Equal(1, (await InvokeAsync(Run(), start: (_, _, _) => throw new JournalUnavailableException("broken"))).Code);
    }
}
