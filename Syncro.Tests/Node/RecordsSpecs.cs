using Syncro.Journal;

namespace Syncro.Tests.Node;

public class RecordsSpecs
{
    [Fact]
    public async Task A_record_is_put_got_patched_and_deleted()
    {
        await using var http = await HttpFixture.StartAsync();
        Assert.Equal("404 {\"code\":404,\"message\":\"no record Note \\\"n1\\\"\"}", await http.CallAsync("GET", "/api/models/Note/n1"));
        Assert.Equal("201 {\"id\":\"n1\",\"a\":1,\"title\":\"Milk\"}", await http.CallAsync("PUT", "/api/models/Note/n1", """{"title":"Milk","a":1}"""));
        Assert.Equal("200 {\"id\":\"n1\",\"a\":1,\"title\":\"Milk\"}", await http.CallAsync("GET", "/api/models/Note/n1"));
        Assert.Equal("200 {\"id\":\"n1\",\"title\":\"Oat\"}", await http.CallAsync("PUT", "/api/models/Note/n1", """{"title":"Oat"}"""));
        Assert.Equal("200 {\"id\":\"n1\",\"done\":null,\"title\":\"Oat\"}", await http.CallAsync("PATCH", "/api/models/Note/n1", """{"done":null}"""));
        Assert.Equal("204", await http.CallAsync("DELETE", "/api/models/Note/n1"));
        Assert.StartsWith("404", await http.CallAsync("DELETE", "/api/models/Note/n1"), StringComparison.Ordinal);
        Assert.StartsWith("404", await http.CallAsync("PATCH", "/api/models/Note/n1", "{}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_creates_once_and_makes_an_id_where_there_is_none()
    {
        await using var http = await HttpFixture.StartAsync();
        Assert.Equal("201 {\"id\":7,\"a\":1}", await http.CallAsync("POST", "/api/models/Note", """{"id":7,"a":1}"""));
        Assert.StartsWith("409", await http.CallAsync("POST", "/api/models/Note", """{"id":7}"""), StringComparison.Ordinal);
        using var made = await http.SendAsync("POST", "/api/models/Note", "{\"a\":2}"u8.ToArray());
        Assert.Equal(201, (int)made.StatusCode);
        Assert.Equal($"200 {await made.Content.ReadAsStringAsync()}", await http.CallAsync("GET", made.Headers.Location!.ToString()));
    }

    [Theory]
    [InlineData("1.10")]
    [InlineData("1e2")]
    [InlineData("-0")]
    [InlineData("1234567890123456789012345678901234567890")]
    [InlineData("\"2010-01-01T00:00:00Z\"")]
    [InlineData("\"\\u00e9\\/\"")]
    [InlineData("{\"b\":[1.0,null],\"a\":{}}")]
    public async Task A_value_comes_back_as_it_was_written(string value)
    {
        await using var http = await HttpFixture.StartAsync();
        Assert.Equal($"201 {{\"id\":\"n\",\"v\":{value}}}", await http.CallAsync("PUT", "/api/models/Note/n", $$"""{ "v" : {{value}} }"""));
        Assert.Equal($"200 {{\"id\":\"n\",\"v\":{value}}}", await http.CallAsync("GET", "/api/models/Note/n"));
        Assert.Equal($"200 [{{\"id\":\"n\",\"v\":{value}}}]", await http.CallAsync("GET", "/api/models/Note"));
    }

    [Fact]
    public async Task An_id_in_a_path_means_the_string_or_where_there_is_none_the_integer()
    {
        await using var http = await HttpFixture.StartAsync();
        await http.CallAsync("POST", "/api/models/Note", """{"id":560,"kind":"integer"}""");
        Assert.Equal("200 {\"id\":560,\"kind\":\"integer\"}", await http.CallAsync("GET", "/api/models/Note/560"));
        Assert.StartsWith("200 {\"id\":560", await http.CallAsync("PATCH", "/api/models/Note/560", "{\"a\":1}"), StringComparison.Ordinal);
        await http.CallAsync("POST", "/api/models/Note", """{"id":"560","kind":"string"}""");
        Assert.Equal("200 {\"id\":\"560\",\"kind\":\"string\"}", await http.CallAsync("GET", "/api/models/Note/560"));
        Assert.Equal("200 {\"id\":560,\"x\":1}", await http.CallAsync("PUT", "/api/models/Note/560", """{"id":560,"x":1}"""));
        Assert.StartsWith("201 {\"id\":\"561\"", await http.CallAsync("PUT", "/api/models/Note/561", "{}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a%2Fb")]
    [InlineData("a b?c#d")]
    [InlineData("é😀")]
    [InlineData("+")]
    public async Task Any_id_can_stand_in_a_path(string id)
    {
        await using var http = await HttpFixture.StartAsync();
        var path = $"/api/models/My%3A%3AClass/{Uri.EscapeDataString(id)}";
        Assert.Equal($"201 {{\"id\":\"{id}\",\"a\":1}}", await http.CallAsync("PUT", path, "{\"a\":1}"));
        Assert.Equal($"200 {{\"id\":\"{id}\",\"a\":1}}", await http.CallAsync("GET", path));
        Assert.Equal($"200 {{\"id\":\"{id}\",\"a\":1}}\n".Trim(), await http.CallAsync("GET", "/api/export/My%3A%3AClass"));
    }

    [Fact]
    public async Task A_list_goes_by_id_a_page_at_a_time()
    {
        await using var http = await HttpFixture.StartAsync();
        foreach (var id in (string[])["\"b\"", "10", "\"2\"", "9", "-1"])
            await http.CallAsync("POST", "/api/models/Note", $"{{\"id\":{id}}}");
        Assert.Equal("200 [{\"id\":-1},{\"id\":9},{\"id\":10},{\"id\":\"2\"},{\"id\":\"b\"}]", await http.CallAsync("GET", "/api/models/Note"));
        Assert.Equal("200 [{\"id\":-1},{\"id\":9}]", await http.CallAsync("GET", "/api/models/Note?limit=2"));
        Assert.Equal("200 [{\"id\":10}]", await http.CallAsync("GET", "/api/models/Note?limit=1&after=9"));
        Assert.Equal("200 [{\"id\":\"b\"}]", await http.CallAsync("GET", "/api/models/Note?after=2"));
        Assert.Equal("200 [{\"id\":\"2\"},{\"id\":\"b\"}]", await http.CallAsync("GET", "/api/models/Note?after=10"));
        Assert.Equal("200 [{\"id\":\"2\"},{\"id\":\"b\"}]", await http.CallAsync("GET", "/api/models/Note?after=%2210%22"));
        Assert.Equal("200 []", await http.CallAsync("GET", "/api/models/Note?after=b"));
        foreach (var limit in (string[])["0", "1001", "-1", "x", ""])
            Assert.StartsWith("400", await http.CallAsync("GET", $"/api/models/Note?limit={limit}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("{", 400)]
    [InlineData("{\"a\":1,\"a\":2}", 400)]
    [InlineData("{\"a\":{\"b\":1,\"b\":2}}", 400)]
    [InlineData("{\"a\":NaN}", 400)]
    [InlineData("{\"a\":\"\\ud800\"}", 400)]
    [InlineData("{\"a\":1} x", 400)]
    [InlineData("{\"a\":1,}", 400)]
    [InlineData("[]", 422)]
    [InlineData("null", 422)]
    [InlineData("{\"\":1}", 422)]
    [InlineData("{\"a\\u0000\":1}", 422)]
    [InlineData("{\"id\":1.5}", 422)]
    [InlineData("{\"id\":null}", 422)]
    [InlineData("{\"id\":\"other\"}", 422)]
    public async Task A_body_that_is_no_record_is_refused(string body, int status)
    {
        await using var http = await HttpFixture.StartAsync();
        var answer = await http.CallAsync("PUT", "/api/models/Note/n", body);
        Assert.StartsWith($"{status} {{\"code\":{status},\"message\":\"", answer, StringComparison.Ordinal);
        Assert.Empty(http.Peer.Journal);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_and_depth_beyond_the_limit_are_refused()
    {
        await using var http = await HttpFixture.StartAsync();
        using var bytes = await http.SendAsync("PUT", "/api/models/Note/n", [.. "{\"a\":\""u8, 0xff, .. "\"}"u8]);
        Assert.Equal(400, (int)bytes.StatusCode);
        var deep = $"{{\"a\":{new string('[', 40)}{new string(']', 40)}}}";
        Assert.StartsWith("400", await http.CallAsync("PUT", "/api/models/Note/n", deep), StringComparison.Ordinal);
        Assert.StartsWith("400", await http.CallAsync("PUT", "/api/models/Note/%ff", "{}"), StringComparison.Ordinal);
        Assert.StartsWith("422", await http.CallAsync("PUT", $"/api/models/Note/{new string('x', 257)}", "{}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_that_is_not_synced_is_refused_by_name()
    {
        await using var http = await HttpFixture.StartAsync("", "Note");
        foreach (var (method, path) in ((string, string)[])
            [("GET", "/api/models/Other"), ("GET", "/api/models/Other/1"), ("PUT", "/api/models/Other/1"), ("POST", "/api/import/Other"), ("GET", "/api/export/Other")])
            Assert.Equal("403 {\"code\":403,\"message\":\"the class 'Other' is not synced here\"}", await http.CallAsync(method, path, method == "GET" ? null : "{}"));
    }

    [Fact]
    public async Task A_body_above_its_limit_is_refused()
    {
        await using var http = await HttpFixture.StartAsync("syncro.node.http.max-body = 64 KiB");
        var body = $"{{\"a\":\"{new string('x', 65 << 10)}\"}}";
        Assert.StartsWith("413 {\"code\":413", await http.CallAsync("PUT", "/api/models/Note/n", body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_journal_says_is_the_status()
    {
        await using var http = await HttpFixture.StartAsync();
        foreach (var (fault, status) in ((Exception, int)[])
            [(new ChangeRefusedException(Code.TooLarge, "too large"), 413), (new ChangeRefusedException(Code.TooMany, "m"), 429),
             (new JournalUnavailableException("disk full"), 503), (new OutcomeUnknownException("no answer"), 504)])
        {
            http.Peer.Fault = _ => fault;
            Assert.Equal($"{status} {{\"code\":{status},\"message\":\"{fault.Message}\"}}", await http.CallAsync("PUT", "/api/models/Note/n", "{}"));
        }
    }

    [Fact]
    public async Task A_failure_within_tells_nothing()
    {
        await using var http = await HttpFixture.StartAsync();
        http.Peer.Fault = _ => new InvalidOperationException("SELECT secret FROM table");
        Assert.Equal("500 {\"code\":500,\"message\":\"internal error\"}", await http.CallAsync("PUT", "/api/models/Note/n", "{}"));
    }

    [Fact]
    public async Task A_commit_is_whole_or_not_at_all()
    {
        await using var http = await HttpFixture.StartAsync();
        const string set = """
            [{"klass":"Note","type":"create","data":{"id":"n1","a":1.0}},
             {"klass":"Note","type":"update","data":["n1",{"b":2}]},
             {"klass":"City","type":"create","data":{"id":3}},
             {"klass":"City","type":"destroy","data":[3]},
             {"klass":"Note","type":"ping","data":{"x":[1.50]}}]
            """;
        Assert.Equal("200 {\"position\":4100,\"outcomes\":[\"created\",\"changed\",\"created\",\"changed\",\"changed\"]}", await http.CallAsync("POST", "/api/commit", set));
        Assert.Equal("200 {\"id\":\"n1\",\"a\":1.0,\"b\":2}", await http.CallAsync("GET", "/api/models/Note/n1"));
        Assert.StartsWith("404", await http.CallAsync("GET", "/api/models/City/3"), StringComparison.Ordinal);
        Assert.StartsWith("404", await http.CallAsync("POST", "/api/commit",
            """[{"klass":"Note","type":"create","data":{"id":"n2"}},{"klass":"Note","type":"destroy","data":["n3"]}]"""), StringComparison.Ordinal);
        Assert.StartsWith("404", await http.CallAsync("GET", "/api/models/Note/n2"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", 422)]
    [InlineData("[]", 422)]
    [InlineData("[1]", 422)]
    [InlineData("[{}]", 422)]
    [InlineData("[{\"klass\":\"Other\",\"type\":\"create\",\"data\":{\"id\":1}}]", 403)]
    [InlineData("[{\"klass\":\"Note\",\"type\":\"create\",\"data\":{}}]", 422)]
    [InlineData("[{\"klass\":\"Note\",\"type\":\"create\",\"data\":{\"id\":1},\"at\":1}]", 422)]
    [InlineData("[{\"klass\":\"Note\",\"type\":\"update\",\"data\":[1]}]", 422)]
    [InlineData("[{\"klass\":\"Note\",\"type\":\"update\",\"data\":[1,{\"id\":2}]}]", 422)]
    [InlineData("[{\"klass\":\"Note\",\"type\":\"destroy\",\"data\":1}]", 422)]
    [InlineData("[{\"klass\":\"Note\",\"type\":\"withdraw\",\"data\":[1]}]", 422)]
    [InlineData("[{\"klass\":\"Note\",\"type\":1,\"data\":[1]}]", 422)]
    [InlineData("[{\"klass\":\"Note\",\"type\":\"\",\"data\":[1]}]", 422)]
    [InlineData("[", 400)]
    public async Task A_commit_that_says_nothing_that_can_be_recorded_is_refused(string body, int status)
    {
        await using var http = await HttpFixture.StartAsync("", "Note");
        Assert.StartsWith($"{status} {{\"code\":{status},", await http.CallAsync("POST", "/api/commit", body), StringComparison.Ordinal);
        Assert.Equal(0, http.Peer.Commits);
    }

    [Fact]
    public async Task Attributes_go_by_the_bytes_of_their_names()
    {
        await using var http = await HttpFixture.StartAsync();
        Assert.Equal(
            "201 {\"id\":\"n\",\"B\":1,\"a\":2,\"é\":3,\"\uE000\":4,\"😀\":5}",
            await http.CallAsync("PUT", "/api/models/Note/n", "{\"😀\":5,\"\uE000\":4,\"é\":3,\"a\":2,\"B\":1}"));
    }
}
