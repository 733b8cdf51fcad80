using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Syncro.Transport;

namespace Syncro.Node.Commands;

/// <summary>Calls a node's HTTP API; every failure is one sentence.</summary>
internal sealed class NodeClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _node;
    private readonly TlsTrust _trust;

    /// <exception cref="WrongUsageException">
    /// The address is none, the authority can't be read, or a token would go to another machine as plain text.
    /// </exception>
    public NodeClient(string node, string tokenEnv, string? authority, bool allowPlainText)
    {
        if (!Uri.TryCreate(node, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/")
            throw new WrongUsageException($"--node is '{node}'; allowed: http://host:port or https://host:port");
        var token = Environment.GetEnvironmentVariable(tokenEnv);
        if (!string.IsNullOrEmpty(token) && uri is { Scheme: "http", IsLoopback: false } && !allowPlainText)
            throw new WrongUsageException(
                $"--node is '{node}', where the token of {tokenEnv} would be sent without encryption; allowed: https://, "
                + "an address of this machine, or --allow-plain-text");
        (_node, _trust) = (node.TrimEnd('/'), new(uri.DnsSafeHost));
        _http = new(Trusting(authority, _trust, uri.DnsSafeHost)) { Timeout = Timeout.InfiniteTimeSpan };
        if (!string.IsNullOrEmpty(token))
            _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    private static SocketsHttpHandler Trusting(string? authority, TlsTrust trust, string host)
    {
        var handler = new SocketsHttpHandler();
        if (authority is null)
            return handler;
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(authority);
            if (authorities.Count == 0)
                throw new WrongUsageException($"--authority is '{authority}', which holds no certificate; allowed: a PEM file");
            handler.SslOptions = new TlsHandshake(new(null, authorities)).Offering(trust, host);
            return handler;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new WrongUsageException($"--authority is '{authority}', which can't be read: {e.Message}; allowed: a PEM file");
        }
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
            throw new CommandFailedException($"{_node} can't be reached: {_trust.Fault ?? (e.InnerException ?? e).Message}");
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
