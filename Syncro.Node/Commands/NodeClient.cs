using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Syncro.Node.Commands;

/// <summary>Calls a node's HTTP API; every failure is one sentence.</summary>
internal sealed class NodeClient : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly string _node;

    /// <exception cref="WrongUsageException">The address is none.</exception>
    public NodeClient(string node, string tokenEnv)
    {
        if (!Uri.TryCreate(node, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/")
            throw new WrongUsageException($"--node is '{node}'; allowed: http://host:port");
        _node = node.TrimEnd('/');
        if (Environment.GetEnvironmentVariable(tokenEnv) is { Length: > 0 } token)
            _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    /// <summary>The path of a class or a record below <paramref name="call"/>.</summary>
    public static string Path(string call, params string[] names) =>
        $"/api/{call}{string.Concat(names.Select(name => "/" + Uri.EscapeDataString(name)))}";

    /// <summary>Sends; the answer is there once its headers are.</summary>
    /// <exception cref="CommandFailedException">The node can't be reached, or refuses.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte>? body, string type, CancellationToken cancel)
    {
        var response = await TryAsync(method, path, body, type, cancel);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw new CommandFailedException(Refusal(response, await response.Content.ReadAsStringAsync(cancel)).Message);
    }

    /// <summary>As <see cref="SendAsync"/>, but a refusal is an answer like any other.</summary>
    public async Task<HttpResponseMessage> TryAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte>? body, string type, CancellationToken cancel)
    {
        // As it is: an id such as '..' must reach the node.
        var uri = new Uri(_node + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, uri);
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException e)
        {
            throw new CommandFailedException($"{_node} can't be reached: {(e.InnerException ?? e).Message}");
        }
    }

    /// <summary>The text of an answer.</summary>
    public async Task<string> TextAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken cancel)
    {
        using var response = await SendAsync(method, path, body, "application/json", cancel);
        return await response.Content.ReadAsStringAsync(cancel);
    }

    /// <summary>A body given as an argument, or on standard input.</summary>
    public static async Task<ReadOnlyMemory<byte>> BodyAsync(string? argument, Stream input, CancellationToken cancel)
    {
        if (argument is not (null or "-"))
            return Encoding.UTF8.GetBytes(argument);
        using var body = new MemoryStream();
        await input.CopyToAsync(body, cancel);
        return body.ToArray();
    }

    /// <summary>What a refusal says, and how many lines of an import it took before, where it says so.</summary>
    public static (string Message, long? Line, long Imported) Refusal(HttpResponseMessage response, string body)
    {
        var status = (int)response.StatusCode;
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            return ($"{status}: {root.GetProperty("message").GetString()}",
                root.TryGetProperty("line", out var line) ? line.GetInt64() : null,
                root.TryGetProperty("imported", out var imported) ? imported.GetInt64() : 0);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return ($"{status}: {response.ReasonPhrase}", null, 0);
        }
    }

    public void Dispose() => _http.Dispose();
}
