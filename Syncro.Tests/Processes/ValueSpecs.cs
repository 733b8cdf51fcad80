using Xunit.Abstractions;

namespace Syncro.Tests.Processes;

[Collection(WholeProcesses.Name)]
public sealed class ValueSpecs(ITestOutputHelper output) : IDisposable
{
    private static readonly (string Name, string Json)[] Values =
    [
        ("", "1.10"), ("", "1e2"), ("", "-0.0"), ("", "1234567890123456789012345678901234567890"), ("", "0.1e-400"),
        ("", "\"2020-01-01T00:00:00Z\""), ("", "\"\\u0000\""), ("", "\"\\/\\u00e9\""), ("", "\"👩‍👩‍👧 \""), ("", "\"שלום, مرحبا\""),
        ("", "[3,[],{\"z\":1,\"a\":{\"y\":[null],\"b\":2}}]"), ("", $"\"{new string('é', 150_000)}\""), ("", "\"\""), ("", "null"),
        ("with space", "true"), ("a.b.c", "false"), ("$type", "\"System.Object\""), ("名前", "{}"),
    ];

    private readonly Pair _pair = new(output);

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task Values_cross_peers_as_they_were_written()
    {
        await _pair.StartAsync();
        for (var i = 0; i < Values.Length; i++)
            await PutAsync($"v{i}", Values[i].Name.Length > 0 ? Values[i].Name : "value", Values[i].Json);
        await _pair.MeetAsync(); // and none is taken for unchanged:
        Assert.Equal(Values.Length, (await _pair.Server.StatusAsync()).Records);
        for (var i = 0; i < Values.Length; i++)
        {
            var record = $"{{\"id\":\"v{i}\",\"{(Values[i].Name.Length > 0 ? Values[i].Name : "value")}\":{Values[i].Json}}}";
            Assert.Equal(record, await _pair.Server.Api.ExpectAsync(200, "GET", $"/api/models/Note/v{i}"));
            Assert.Equal(record, await _pair.Laptop.Api.ExpectAsync(200, "GET", $"/api/models/Note/v{i}"));
        }
        await NumbersAndStringsAsync();
        await ControlCharactersAsync();
    }

    private async Task PutAsync(string id, string name, string json) =>
        await _pair.Laptop.Api.ExpectAsync(201, "PUT", $"/api/models/Note/{id}", $"{{\"{name}\": {json} }}");

    private async Task NumbersAndStringsAsync()
    {
        await _pair.Laptop.Api.ExpectAsync(201, "POST", "/api/models/Region", "{\"id\":560,\"is\":\"number\"}");
        await _pair.Server.Api.ExpectAsync(201, "POST", "/api/models/Region", "{\"id\":\"560\",\"is\":\"string\"}");
        await _pair.Server.Api.ExpectAsync(201, "POST", "/api/models/Region", "{\"id\":\"a/b ü\"}");
        await _pair.MeetAsync();
        Assert.Equal(
            "{\"id\":560,\"is\":\"number\"}\n{\"id\":\"560\",\"is\":\"string\"}\n{\"id\":\"a/b ü\"}\n",
            (await _pair.Laptop.RunCliAsync("export", "Region")).Out);
        Assert.Equal("{\"id\":\"a/b ü\"}\n", (await _pair.Laptop.RunCliAsync("get", "Region", "a/b ü")).Out);
    }

    private async Task ControlCharactersAsync()
    {
        var (api, position) = (_pair.Laptop.Api, (await _pair.Laptop.StatusAsync()).Position);
        foreach (var (method, path, json, message) in (IEnumerable<(string, string, string, string)>)[
            ("POST", "/api/models/Note", "{\"id\":\"a\\u0000b\"}", "record id holds the control character U+0000"),
            ("PUT", "/api/models/Note/a%01b", "{}", "record id holds the control character U+0001"),
            ("PUT", "/api/models/Note/n", "{\"a\\u0000b\":1}", "attribute name holds the control character U+0000"),
            ("PUT", "/api/models/No%01te/n", "{}", "class name holds the control character U+0001")])
        {
            var body = await api.ExpectAsync(422, method, path, json);
            Assert.Contains(message, body, StringComparison.Ordinal);
        }
        // The server itself takes no NUL in a path.
        await api.ExpectAsync(400, "PUT", "/api/models/Note/a%00b", "{}");
        Assert.Equal(position, (await _pair.Laptop.StatusAsync()).Position);
    }
}
