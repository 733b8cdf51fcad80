using System.Text;

namespace Syncro.Tests.Processes;

/// <summary>An answer of a node's HTTP API.</summary>
internal sealed record Answered(int Status, string Body);

/// <summary>Calls a node over HTTP, nothing between the specs and its bytes.</summary>
internal sealed class NodeApi(string url) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    public async Task<Answered> CallAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new(method), url + path);
        if (body is not null)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        using var response = await _http.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A call that must be answered so.</summary>
    public async Task<string> ExpectAsync(int status, string method, string path, string? body = null)
    {
        var answer = await CallAsync(method, path, body);
        Assert.True(answer.Status == status, $"{method} {path}: {answer.Status} {answer.Body}");
        return answer.Body;
    }

    public Task<byte[]> ExportAsync(string className) => _http.GetByteArrayAsync(new Uri($"{url}/api/export/{className}"));

    /// <summary>Sees that two nodes hold the same bytes of a class.</summary>
    public async Task SameAsync(NodeApi other, string className)
    {
        var (here, there) = (await ExportAsync(className), await other.ExportAsync(className));
        if (!here.AsSpan().SequenceEqual(there))
            Assert.Fail($"{className} differs, first at byte {here.AsSpan().CommonPrefixLength(there)} of {here.Length} and {there.Length}");
    }

    /// <summary>The records of a class, by the text of their ids, each as its line.</summary>
    public async Task<Dictionary<string, string>> LinesAsync(string className) =>
        Encoding.UTF8.GetString(await ExportAsync(className)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(Cities.IdOf, StringComparer.Ordinal);

    public void Dispose() => _http.Dispose();
}
