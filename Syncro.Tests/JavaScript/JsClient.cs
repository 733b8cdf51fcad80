using System.Diagnostics;
using System.Text.Json.Nodes;
using Syncro.Tests.Processes;

namespace Syncro.Tests.JavaScript;

/// <summary>A JavaScript client in a process of its own; it keeps its storage for as long as that lives.</summary>
internal sealed class JsClient : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process = NodeJs.Start("test/peer.mjs");
    private readonly Task<string> _error;

    public JsClient(string client, string url)
    {
        (Client, Url) = (client, url);
        _error = _process.StandardError.ReadToEndAsync();
    }

    public string Client { get; }

    public string Url { get; }

    public Task OpenAsync(string? token = null, params string[] classes) => AskAsync("open", new JsonObject
    {
        ["client"] = Client,
        ["url"] = Url,
        ["token"] = token,
        ["models"] = new JsonArray([.. classes.Length == 0 ? ["Note", "Doc"] : classes]),
        ["backoff"] = new JsonObject { ["min"] = 20, ["max"] = 200 },
    });

    public Task CloseAsync() => AskAsync("close");

    public Task InSyncAsync() => AskAsync("inSync");

    public async Task<JsonNode> StatusAsync() => (await AskAsync("status"))!;

    public async Task<JsonArray> RefusedAsync() => (await AskAsync("refused"))!.AsArray();

    public Task<JsonNode?> ModelAsync(string name, string method, params JsonNode?[] args) => AskAsync("model", [name, method, .. args]);

    /// <summary>The records of a class, each as its line of a node's export.</summary>
    public async Task<Dictionary<string, string>> LinesAsync(string name) => (await ModelAsync(name, "all"))!.AsArray()
        .ToDictionary(record => record!["id"]!.ToString(), record => record!.ToJsonString(), StringComparer.Ordinal);

    /// <summary>Waits until a record's attribute is so.</summary>
    public Task SeesAsync(string name, JsonNode id, string attribute, string value) => Eventually.HoldsAsync(
        async () => (await ModelAsync(name, "find", id.DeepClone()))?[attribute]?.ToString() == value, $"{Client} to see {id}.{attribute} = {value}");

    /// <summary>Waits until there is no such record.</summary>
    public Task MissesAsync(string name, JsonNode id) => Eventually.HoldsAsync(
        async () => await ModelAsync(name, "find", id.DeepClone()) is null, $"{Client} to miss {id}");

    private async Task<JsonNode?> AskAsync(string word, params JsonNode?[] args)
    {
        await _process.StandardInput.WriteLineAsync(new JsonArray([word, .. args]).ToJsonString());
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit)
            ?? throw new InvalidOperationException($"{Client} ended: {await _error}");
        var answer = JsonNode.Parse(line)!.AsObject();
        return answer.TryGetPropertyValue("error", out var error)
            ? throw new InvalidOperationException($"{Client}: {word}: {error!.ToJsonString()}") : answer["result"];
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!_process.HasExited)
                _process.Kill();
            _process.Dispose();
        }
        Assert.Equal("", await _error);
    }
}
