namespace Syncro.Tests.Node;

public class GuardsSpecs
{
    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("localhost:1234", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("[::1]:80", 200)]
    [InlineData("evil.example", 403)]
    [InlineData("127.0.0.1.evil.example", 403)]
    [InlineData("10.0.0.1", 403)]
    [InlineData("node.example", 200)]
    public async Task A_request_must_name_a_host_of_ours(string host, int status)
    {
        await using var http = await HttpFixture.StartAsync("syncro.node.http.allow-hosts = [node.example]");
        Assert.StartsWith($"{status} ", await http.CallAsync("GET", "/api/status", null, ("Host", host)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example", 403)]
    [InlineData("http://127.0.0.1:1", 403)]
    [InlineData("null", 403)]
    [InlineData("https://app.example.org", 201)]
    public async Task A_web_page_of_another_origin_may_not_call(string origin, int status)
    {
        await using var http = await HttpFixture.StartAsync("syncro.node.http.allow-origins = [\"https://app.example.org\"]");
        Assert.StartsWith($"{status} ", await http.CallAsync("PUT", "/api/models/Note/n", "{}", ("Origin", origin)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_our_own_may_call_and_a_link_from_elsewhere_may_not()
    {
        await using var http = await HttpFixture.StartAsync();
        Assert.StartsWith("201", await http.CallAsync("PUT", "/api/models/Note/n", "{}", ("Origin", http.Url)), StringComparison.Ordinal);
        Assert.StartsWith("403", await http.CallAsync("GET", "/api/status", null, ("Sec-Fetch-Site", "cross-site")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_allowed_origin_is_told_that_it_may()
    {
        await using var http = await HttpFixture.StartAsync("syncro.node.http { allow-origins = [\"https://app.example.org\"], token = t }");
        using var asked = await http.SendAsync("OPTIONS", "/api/commit", null, ("Origin", "https://app.example.org"));
        Assert.Equal(204, (int)asked.StatusCode);
        Assert.Equal(["https://app.example.org"], asked.Headers.GetValues("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_token_is_asked_for_where_one_is_set()
    {
        await using var http = await HttpFixture.StartAsync("syncro.node.http.token = hunter2");
        Assert.Equal("401 {\"code\":401,\"message\":\"a bearer token is needed\"}", await http.CallAsync("GET", "/api/status"));
        foreach (var wrong in (string[])["Bearer hunter", "Basic hunter2", "hunter2", "Bearer "])
            Assert.StartsWith("401", await http.CallAsync("GET", "/metrics", null, ("Authorization", wrong)), StringComparison.Ordinal);
        Assert.StartsWith("200", await http.CallAsync("GET", "/api/status", null, ("Authorization", "Bearer hunter2")), StringComparison.Ordinal);
        Assert.StartsWith("200", await http.CallAsync("GET", "/health/live"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_call_is_answered_in_json()
    {
        await using var http = await HttpFixture.StartAsync();
        Assert.Equal("404 {\"code\":404,\"message\":\"no such call\"}", await http.CallAsync("GET", "/api/nothing"));
        Assert.Equal("404 {\"code\":404,\"message\":\"no such call\"}", await http.CallAsync("GET", "/api/models/a/b/c"));
        Assert.Equal("405 {\"code\":405,\"message\":\"no such method\"}", await http.CallAsync("DELETE", "/api/status"));
    }
}
