using System.Text;
using Syncro.Node.Commands;

namespace Syncro.Tests.Node;

/// <summary>Tokens over HTTP and from the command line.</summary>
public class TokensSpecs
{
    private const string Made = """{"id":"a1","client":"phone \u0022x\u0022","token":"n0t-4-s3cret","created":"2023-11-14T22:13:20Z"}""";

    private static async Task<(int Code, string Out, string Error)> RunAsync(string input, params string[] args)
    {
        using StringWriter output = new(), error = new();
        var terminal = new Terminal(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, error, IsInteractive: false);
        var code = await SyncroCommand.InvokeAsync(args, terminal, (_, _, _) => throw new NotSupportedException("no peer"));
        return (code, output.ToString(), error.ToString());
    }

    [Fact]
    public async Task A_token_is_told_once_by_the_call_that_makes_it()
    {
        await using var http = await HttpFixture.StartAsync();
        using var answer = await http.SendAsync("POST", "/api/tokens", """{"client":"phone \"x\""}"""u8.ToArray());
        Assert.Equal((201, Made), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal("""
            200 [{"id":"c0","client":"laptop","created":null,"configured":true},{"id":"a1","client":"phone \u0022x\u0022","created":"2023-11-14T22:13:20Z","configured":false}]
            """, await http.CallAsync("GET", "/api/tokens"));
    }

    [Theory]
    [InlineData("POST", "/api/tokens", "", 400)]
    [InlineData("POST", "/api/tokens", "[]", 422)]
    [InlineData("POST", "/api/tokens", "{}", 422)]
    [InlineData("POST", "/api/tokens", """{"client":7}""", 422)]
    [InlineData("POST", "/api/tokens", """{"client":""}""", 422)]
    [InlineData("POST", "/api/tokens", """{"client":"a\nb"}""", 422)]
    [InlineData("POST", "/api/tokens", """{"client":"a","token":"mine"}""", 422)]
    [InlineData("POST", "/api/tokens", """{"client":"full"}""", 429)]
    [InlineData("DELETE", "/api/tokens/nothing", null, 404)]
    [InlineData("DELETE", "/api/tokens/c0", null, 409)]
    [InlineData("GET", "/api/tokens/c0", null, 405)]
    public async Task What_can_not_be_done_is_refused_with_its_code(string method, string path, string? body, int status)
    {
        await using var http = await HttpFixture.StartAsync();
        Assert.StartsWith($"{status} {{\"code\":{status},\"message\":\"", await http.CallAsync(method, path, body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_revoked_by_its_id()
    {
        await using var http = await HttpFixture.StartAsync();
        await http.CallAsync("POST", "/api/tokens", """{"client":"phone"}""");
        Assert.Equal("204", await http.CallAsync("DELETE", "/api/tokens/a1"));
        Assert.StartsWith("404", await http.CallAsync("DELETE", "/api/tokens/a1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/tokens")]
    [InlineData("POST", "/api/tokens")]
    [InlineData("DELETE", "/api/tokens/c0")]
    public async Task The_calls_need_the_bearer_token_where_one_is_set(string method, string path)
    {
        await using var http = await HttpFixture.StartAsync("syncro.node.http.token = hunter2");
        Assert.StartsWith("401", await http.CallAsync(method, path, "{}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_creates_lists_and_revokes()
    {
        await using var http = await HttpFixture.StartAsync();
        Assert.Equal(
            (0, "n0t-4-s3cret\nid=\"a1\" client=\"phone\" created=\"2023-11-14T22:13:20Z\"\n", ""),
            await RunAsync("", "token", "create", "phone", "--node", http.Url));
        Assert.Equal((0, """
            id="c0" client="laptop" created=null configured=true
            id="a1" client="phone" created="2023-11-14T22:13:20Z" configured=false

            """, ""), await RunAsync("", "token", "list", "--node", http.Url));
        Assert.Equal((0, "", ""), await RunAsync("", "token", "revoke", "a1", "--node", http.Url));
        Assert.Equal(
            (1, "", "syncro: 404: there is no token 'a1'\n"), await RunAsync("", "token", "revoke", "a1", "--node", http.Url));
        Assert.Equal(
            (1, "", "syncro: 409: token 'c0' stands in the configuration\n"),
            await RunAsync("", "token", "revoke", "c0", "--node", http.Url));
    }

    [Theory]
    [InlineData("test\n", 0, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n")]
    [InlineData(" test \r\nid=\"a1\"\n", 0, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n")]
    [InlineData("", 2, "")]
    [InlineData("\ntest", 2, "")]
    public async Task A_token_is_hashed_as_a_token_file_is_read(string input, int code, string output)
    {
        var result = await RunAsync(input, "token", "hash");
        Assert.Equal((code, output), (result.Code, result.Out));
        Assert.DoesNotContain("test", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("token create")]
    [InlineData("token revoke")]
    [InlineData("token hash secret")]
    public async Task Wrong_usage_exits_with_2(string line) => Assert.Equal(2, (await RunAsync("", line.Split(' '))).Code);
}
