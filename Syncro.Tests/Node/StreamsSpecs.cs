using System.Globalization;
using System.Text;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Tests.Node;

public class StreamsSpecs
{
    private static string Numbered(IEnumerable<int> numbers) =>
        string.Concat(numbers.Select(n => string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{n},\"v\":1.{n}0}}\n")));

    [Fact]
    public async Task What_is_imported_is_exported_in_canonical_order()
    {
        await using var http = await HttpFixture.StartAsync();
        const string lines = "{\"id\":\"b\",\"z\":1.10,\"a\":[1 , 2]}\r\n\n{\"a\":1,\"id\":10}\n{\"id\":9}\n  \n{\"id\":\"10\",\"b\":\"\\u0041\"}";
        Assert.Equal("200 {\"imported\":4}", await http.CallAsync("POST", "/api/import/Note", lines));
        Assert.Equal(
            "200 {\"id\":9}\n{\"id\":10,\"a\":1}\n{\"id\":\"10\",\"b\":\"\\u0041\"}\n{\"id\":\"b\",\"a\":[1,2],\"z\":1.10}",
            await http.CallAsync("GET", "/api/export/Note"));
        Assert.Equal("200 {\"imported\":0}", await http.CallAsync("POST", "/api/import/Note", ""));
        Assert.Equal("200", await http.CallAsync("GET", "/api/export/City"));
    }

    [Fact]
    public async Task Many_lines_are_imported_in_few_commits_and_exported_whole()
    {
        await using var http = await HttpFixture.StartAsync();
        var lines = Numbered(Enumerable.Range(1, 2600));
        Assert.Equal("200 {\"imported\":2600}", await http.CallAsync("POST", "/api/import/Note", lines));
        Assert.Equal(3, http.Peer.Commits);
        Assert.Equal($"200 {lines}".Trim(), await http.CallAsync("GET", "/api/export/Note"));
    }

    [Theory]
    [InlineData("{\"v\":1}", "the record has no id")]
    [InlineData("{", "invalid JSON")]
    [InlineData("[1]", "not an object")]
    [InlineData("{\"id\":1,\"id\":2}", "repeated")]
    [InlineData("{\"id\":true}", "record id")]
    public async Task A_bad_line_stops_an_import_and_what_came_before_stays(string bad, string why)
    {
        await using var http = await HttpFixture.StartAsync();
        var answer = await http.CallAsync("POST", "/api/import/Note", $"{Numbered(Enumerable.Range(1, 1200))}\n{bad}\n{Numbered([9999])}");
        Assert.StartsWith("422 {\"code\":422,\"message\":\"line 1202: ", answer, StringComparison.Ordinal);
        Assert.Contains(why, answer, StringComparison.Ordinal);
        Assert.EndsWith(",\"line\":1202,\"imported\":1200}", answer, StringComparison.Ordinal);
        Assert.Equal(1200, http.Peer.Journal.Count);
    }

    [Fact]
    public async Task A_line_that_the_journal_refuses_stops_an_import_there()
    {
        await using var http = await HttpFixture.StartAsync();
        var tried = 0;
        http.Peer.Fault = changes => ++tried > 0 && changes.Any(change => change is LocalChange.Put { Key.Id.Text: "777" })
            ? new ChangeRefusedException(Code.TooLarge, "too large") : null;
        var answer = await http.CallAsync("POST", "/api/import/Note", Numbered(Enumerable.Range(1, 1500)));
        Assert.Equal("422 {\"code\":422,\"message\":\"line 777: too large\",\"line\":777,\"imported\":776}", answer);
        Assert.Equal(776, http.Peer.Journal.Count);
        Assert.InRange(tried, 2, 25);
    }

    [Fact]
    public async Task A_line_too_long_is_a_bad_line()
    {
        await using var http = await HttpFixture.StartAsync("syncro.node.http.max-line = 64 KiB");
        var answer = await http.CallAsync("POST", "/api/import/Note", $"{{\"id\":1}}\n{{\"id\":2,\"v\":\"{new string('x', 65 << 10)}\"}}\n{{\"id\":3}}");
        Assert.StartsWith("422 {\"code\":422,\"message\":\"line 2: longer than 65536 bytes\"", answer, StringComparison.Ordinal);
        Assert.Single(http.Peer.Journal);
    }

    [Fact]
    public async Task A_journal_that_fails_stops_an_import_and_says_how_much_is_durable()
    {
        await using var http = await HttpFixture.StartAsync();
        var commits = 0;
        http.Peer.Fault = _ => ++commits == 2 ? new JournalUnavailableException("disk full") : null;
        Assert.Equal(
            "503 {\"code\":503,\"message\":\"line 1001: disk full\",\"line\":1001,\"imported\":1000}",
            await http.CallAsync("POST", "/api/import/Note", Numbered(Enumerable.Range(1, 1500))));
        Assert.Equal(1000, http.Peer.Journal.Count);
    }

    [Fact]
    public async Task An_import_is_larger_than_any_one_body()
    {
        await using var http = await HttpFixture.StartAsync("syncro.node.http.max-body = 64 KiB");
        Assert.Equal("200 {\"imported\":9000}", await http.CallAsync("POST", "/api/import/Note", Numbered(Enumerable.Range(1, 9000))));
    }

    [Fact]
    public async Task Status_tells_how_the_links_stand()
    {
        await using var http = await HttpFixture.StartAsync();
        await http.CallAsync("PUT", "/api/models/Note/n", "{}");
        Assert.Equal(
            """200 {"client":"memory","journal":"j1","position":8193,"records":1,"peers":[{"client":"old","connected":false,"seen":"00ff","head":null,"acknowledged":4096,"behind":3,"lastError":"it \u0022broke\u0022"}]}""",
            await http.CallAsync("GET", "/api/status"));
    }

    [Fact]
    public async Task Health_and_metrics_are_told()
    {
        await using var http = await HttpFixture.StartAsync();
        Assert.Equal("200 {\"status\":\"ok\"}", await http.CallAsync("GET", "/health/live"));
        Assert.Equal("200 {\"status\":\"ok\"}", await http.CallAsync("GET", "/health/ready"));
        http.Peer.NotReady = "the journal is recovering";
        Assert.Equal("503 {\"code\":503,\"message\":\"the journal is recovering\"}", await http.CallAsync("GET", "/health/ready"));
        Assert.StartsWith("200", await http.CallAsync("GET", "/health/live"), StringComparison.Ordinal);
        using var meter = new System.Diagnostics.Metrics.Meter("Syncro");
        meter.CreateCounter<long>("syncro.specs").Add(3);
        Assert.Contains("syncro_specs_total", await http.CallAsync("GET", "/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_go_out_one_event_each_and_live()
    {
        await using var http = await HttpFixture.StartAsync();
        await http.CallAsync("PUT", "/api/models/Note/n1", """{"b":1.0,"a":2}""");
        await http.CallAsync("PATCH", "/api/models/Note/n1", """{"b":3}""");
        using var response = await http.SendAsync("GET", "/api/changes?from=4096", null);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
        Assert.Equal(("8192", """{"position":8192,"klass":"Note","type":"update","data":["n1",{"b":3}],"from":null}"""), await NextAsync(events));
        await http.CallAsync("DELETE", "/api/models/Note/n1");
        Assert.Equal(("12288", """{"position":12288,"klass":"Note","type":"destroy","data":["n1"],"from":null}"""), await NextAsync(events));
        http.Peer.Receive(new Scribe.Operation("Note", "ping", new(1, "x"), JsonText.Parse("[1.50]")), new("x"));
        Assert.Equal(("16384", """{"position":16384,"klass":"Note","type":"ping","data":[1.50],"from":"x"}"""), await NextAsync(events));
        await http.CallAsync("POST", "/api/models/Note", """{"id":7,"b":1,"a":2}""");
        Assert.Equal(("20480", """{"position":20480,"klass":"Note","type":"create","data":{"id":7,"a":2,"b":1},"from":null}"""), await NextAsync(events));
    }

    [Fact]
    public async Task A_reader_that_comes_back_goes_on_after_its_last_event()
    {
        await using var http = await HttpFixture.StartAsync();
        await http.CallAsync("PUT", "/api/models/Note/n1", "{}");
        await http.CallAsync("PUT", "/api/models/Note/n2", "{}");
        using var response = await http.SendAsync("GET", "/api/changes?from=0", null, ("Last-Event-ID", "4096"));
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
        Assert.Equal("8192", (await NextAsync(events)).Id);
        Assert.StartsWith("400", await http.CallAsync("GET", "/api/changes?from=x"), StringComparison.Ordinal);
        Assert.StartsWith("400", await http.CallAsync("GET", "/api/changes?from=9007199254740992"), StringComparison.Ordinal);
    }

    private static async Task<(string Id, string Data)> NextAsync(StreamReader events)
    {
        var id = "";
        while (await events.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)) is { } line)
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                return (id, line[6..]);
        throw new EndOfStreamException();
    }
}
