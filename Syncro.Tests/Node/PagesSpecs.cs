using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Syncro.Tests.Browser;

namespace Syncro.Tests.Node;

/// <summary>The pages as files; what they do is tried in a browser.</summary>
public partial class PagesSpecs
{
    [PagesTheory]
    [InlineData("/")]
    [InlineData("/todo/")]
    public async Task A_page_needs_no_token_and_runs_no_script_but_ours(string path)
    {
        await using var http = await HttpFixture.StartAsync("syncro.node.http.token = hunter2");
        using var page = await http.SendAsync("GET", path, null);
        Assert.Equal((200, "text/html"), ((int)page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        var map = ImportMap().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
        Assert.NotEmpty(map);
        Assert.Contains($"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(map)))}'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("no-cache", page.Headers.CacheControl?.ToString());
        foreach (var module in JsonDocument.Parse(map).RootElement.GetProperty("imports").EnumerateObject().Select(import => import.Value.GetString()!))
            if (!module.EndsWith('/'))
                Assert.StartsWith("200", await http.CallAsync("GET", module), StringComparison.Ordinal);
    }

    [PagesFact]
    public async Task Every_file_that_is_told_to_be_kept_is_there()
    {
        await using var http = await HttpFixture.StartAsync("syncro.node.http.token = hunter2");
        var files = JsonSerializer.Deserialize<string[]>((await http.CallAsync("GET", "/files.json"))["200 ".Length..])!;
        Assert.Superset(
            new HashSet<string> { "/index.html", "/page/main.js", "/todo/index.html", "/shared/client.js", "/syncro/index.js", "/lib/idb/index.js", "/sw.js" },
            files.ToHashSet());
        foreach (var file in files)
            Assert.StartsWith("200", await http.CallAsync("GET", file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/node", "401")]
    [InlineData("/no/such/file.js", "401")]
    [InlineData("/../syncro.dll", "40")]
    [InlineData("/page/..%2f..%2fsyncro.dll", "40")]
    public async Task Nothing_else_is_open(string path, string status)
    {
        await using var http = await HttpFixture.StartAsync("syncro.node.http.token = hunter2");
        Assert.StartsWith(status, await http.CallAsync("GET", path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_not_given_to_a_host_that_is_not_ours()
    {
        await using var http = await HttpFixture.StartAsync();
        Assert.StartsWith("403", await http.CallAsync("GET", "/", null, ("Host", "evil.example")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_node_says_what_it_holds_and_where()
    {
        await using var http = await HttpFixture.StartAsync();
        await http.CallAsync("PUT", "/api/models/Note/a", "{}");
        await http.CallAsync("PUT", "/api/models/City/b", "{}");
        await http.CallAsync("PUT", "/api/models/City/c", "{}");
        Assert.Equal(
            """200 {"version":"0.1.0","space":"main","classes":[{"class":"City","records":2},{"class":"Note","records":1}],"storage":{"kind":"memory","directory":"/nowhere","bytes":0}}""",
            await http.CallAsync("GET", "/api/node"));
    }

    [GeneratedRegex("""<script type="importmap">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex ImportMap();
}
