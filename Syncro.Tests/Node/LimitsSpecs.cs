using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Syncro.Tests.Node;

/// <summary>What callers of the API may cost.</summary>
public class LimitsSpecs
{
    private static async Task<TcpClient> ConnectAsync(HttpFixture http)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(http.Url).Port);
        return socket;
    }

    private static async Task<string> RawAsync(HttpFixture http, string head)
    {
        using var socket = await ConnectAsync(http);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        using var reader = new StreamReader(socket.GetStream());
        return await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)) ?? "";
    }

    [Fact]
    public async Task Readers_of_changes_beyond_the_limit_are_refused_until_one_leaves()
    {
        await using var http = await HttpFixture.StartAsync("syncro.node.http.max-streams = 2");
        using var first = await http.SendAsync("GET", "/api/changes", null);
        var second = await http.SendAsync("GET", "/api/changes", null);
        Assert.Equal("429 {\"code\":429,\"message\":\"2 readers of changes are there already\"}", await http.CallAsync("GET", "/api/changes"));
        second.Dispose();
        await Peers.Wait.Until("there is a place again", async () =>
        {
            using var third = await http.SendAsync("GET", "/api/changes", null);
            return (int)third.StatusCode == 200;
        });
    }

    [Fact]
    public async Task A_call_refused_for_its_position_keeps_no_place()
    {
        await using var http = await HttpFixture.StartAsync("syncro.node.http.max-streams = 1");
        for (var i = 0; i < 3; i++)
            Assert.StartsWith("400", await http.CallAsync("GET", "/api/changes?from=x"), StringComparison.Ordinal);
        using var reader = await http.SendAsync("GET", "/api/changes", null);
        Assert.Equal(200, (int)reader.StatusCode);
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed()
    {
        await using var http = await HttpFixture.StartAsync("syncro.node.http.max-connections = 2");
        using var first = await ConnectAsync(http);
        using var second = await ConnectAsync(http);
        await Peers.Wait.Until("a third is closed", async () =>
        {
            using var third = await ConnectAsync(http);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                return await third.GetStream().ReadAsync(new byte[1], limit.Token) == 0;
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                return e is IOException;
            }
        });
    }

    [Theory]
    [InlineData(7_000, "HTTP/1.1 404")]
    [InlineData(9_000, "HTTP/1.1 414")]
    public async Task A_first_line_is_bounded(int length, string answer)
    {
        await using var http = await HttpFixture.StartAsync();
        Assert.StartsWith(answer, await RawAsync(http, $"GET /{new string('x', length)} HTTP/1.1\r\nHost: localhost\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(14_000, "HTTP/1.1 200")]
    [InlineData(17_000, "HTTP/1.1 431")]
    public async Task Headers_are_bounded(int length, string answer)
    {
        await using var http = await HttpFixture.StartAsync();
        Assert.StartsWith(answer, await RawAsync(
            http, $"GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: {new string('x', length)}\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_never_end_are_waited_for_ten_seconds()
    {
        await using var http = await HttpFixture.StartAsync();
        Assert.StartsWith("HTTP/1.1 408", await RawAsync(http, "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_unknown_one_of_a_class_that_is_not_synced_and_no_call_tell_nothing_of_what_there_is()
    {
        await using var http = await HttpFixture.StartAsync("", "Note");
        var answers = new[] { await http.CallAsync("GET", "/api/models/Note/no"), await http.CallAsync("DELETE", "/api/models/Note/no"), await http.CallAsync("PATCH", "/api/models/Note/no", "{}") };
        Assert.All(answers, answer => Assert.StartsWith("404 ", answer, StringComparison.Ordinal));
        Assert.Single(answers.Distinct());
    }
}
