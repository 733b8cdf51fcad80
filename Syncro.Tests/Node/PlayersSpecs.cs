using System.Text;
using Syncro.Node.Commands;

namespace Syncro.Tests.Node;

/// <summary>Classes with scribe types of their own, over HTTP and from the command line.</summary>
public class PlayersSpecs
{
    private static async Task<HttpFixture> StartAsync()
    {
        var http = await HttpFixture.StartAsync();
        http.Peer.Players = [new("a/b", new(8192), 3, "full", [new(new(4096), "it \"broke\""), new(new(4097), "no")])];
        return http;
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(HttpFixture http, params string[] args)
    {
        using StringWriter output = new(), error = new();
        var terminal = new Terminal(new MemoryStream(Encoding.UTF8.GetBytes("")), output, error, IsInteractive: false);
        var code = await SyncroCommand.InvokeAsync(
            [.. args, "--node", http.Url], terminal, (_, _, _) => throw new NotSupportedException("no peer"));
        return (code, output.ToString(), error.ToString());
    }

    [Fact]
    public async Task Status_shows_them_where_there_are_any_and_is_else_what_it_was()
    {
        await using var http = await StartAsync();
        var with = await http.CallAsync("GET", "/api/status");
        Assert.EndsWith(
            ""","players":[{"class":"a/b","position":8192,"behind":3,"paused":"full","setAside":[{"position":4096,"error":"it \u0022broke\u0022"},{"position":4097,"error":"no"}]}]}""",
            with, StringComparison.Ordinal);
        var lines = (await RunAsync(http, "status")).Out;
        Assert.EndsWith("""
            player: class="a/b" position=8192 behind=3 paused="full"
            set aside: class="a/b" position=4096 error="it \u0022broke\u0022"
            set aside: class="a/b" position=4097 error="no"

            """, lines, StringComparison.Ordinal);
        http.Peer.Players = [];
        var without = await http.CallAsync("GET", "/api/status");
        Assert.Equal(with[..with.IndexOf(",\"players\"", StringComparison.Ordinal)] + "}", without);
        Assert.DoesNotContain("player", (await RunAsync(http, "status")).Out, StringComparison.Ordinal);
        Assert.StartsWith("200", await http.CallAsync("GET", "/health/ready"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scribe_set_aside_is_played_again()
    {
        await using var http = await StartAsync();
        Assert.Equal("204", await http.CallAsync("POST", "/api/players/a%2Fb/4096"));
        Assert.Equal((0, "", ""), await RunAsync(http, "play", "a/b", "4097"));
        Assert.Empty(http.Peer.Players[0].SetAside);
        Assert.Equal((1, "", "syncro: 404: a/b 4097 is not here\n"), await RunAsync(http, "play", "a/b", "4097"));
    }

    [Theory]
    [InlineData("POST", "/api/players/Log/4096", 404)]
    [InlineData("POST", "/api/players/a%2Fb/5", 404)]
    [InlineData("POST", "/api/players/a%2Fb/x", 400)]
    [InlineData("POST", "/api/players/a%2Fb/-1", 400)]
    [InlineData("POST", "/api/players/a%2Fb/9007199254740992", 400)]
    [InlineData("POST", "/api/players/a%2Fb", 404)]
    [InlineData("GET", "/api/players/a%2Fb/4096", 405)]
    public async Task What_is_not_there_or_no_position_is_refused(string method, string path, int status)
    {
        await using var http = await StartAsync();
        Assert.StartsWith($"{status} {{\"code\":{status}", await http.CallAsync(method, path), StringComparison.Ordinal);
    }
}
