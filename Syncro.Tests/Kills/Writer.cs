using System.Globalization;
using System.Text.Json.Nodes;
using Syncro.Tests.Processes;

namespace Syncro.Tests.Kills;

/// <summary>Writes at one node over HTTP for as long as it is let, whether the node is there or not.</summary>
internal sealed class Writer(string name, NodeApi api, Random random)
{
    public const string Counts = "Count", Shares = "Share", Items = "Item", Pairs = "Pair", Operation = "tell";
    public const int Shared = 4;

    private const int Own = 12, Lines = 300;

    private long _last;

    public Said Said { get; } = new(name);

    /// <summary>What it does next is an import.</summary>
    public bool ImportsNext { get; set; }

    /// <summary>An import is under way.</summary>
    public bool Importing { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            // A pace, so that what is written in a run stays small.
            await Task.Delay(random.Next(30), CancellationToken.None);
            await (ImportsNext ? ImportAsync() : WriteAsync(random.Next(100)));
        }
    }

    private Task WriteAsync(int drawn) => drawn switch
    {
        < 40 => PatchAsync($"{name}-{random.Next(Own)}"),
        < 48 => PutAsync($"{name}-{random.Next(Own)}"),
        < 52 => DeleteAsync($"{name}-{random.Next(Own)}"),
        < 54 => CompactAsync(),
        < 75 => ShareAsync($"s{random.Next(Shared)}"),
        _ => CommitAsync(),
    };

    private string Next() => (++_last).ToString(CultureInfo.InvariantCulture);

    private async Task PatchAsync(string id)
    {
        var n = Next();
        var answer = await CallAsync("PATCH", $"/api/models/{Counts}/{id}", $"{{\"n\":{n}}}");
        if (answer?.Status == 404)
            Said.OfOwn(Counts, id, null, Heard.Done);
        else
            Said.OfOwn(Counts, id, n, Of(answer));
    }

    private async Task PutAsync(string id)
    {
        var n = Next();
        Said.OfOwn(Counts, id, n, Of(await CallAsync("PUT", $"/api/models/{Counts}/{id}", $"{{\"n\":{n},\"put\":{n}}}")));
    }

    private async Task DeleteAsync(string id)
    {
        var answer = await CallAsync("DELETE", $"/api/models/{Counts}/{id}");
        Said.OfOwn(Counts, id, null, answer?.Status == 404 ? Heard.Done : Of(answer));
    }

    private async Task ShareAsync(string id)
    {
        var value = $"{name}:{Next()}";
        Said.OfShared(Shares, id, value, Of(await CallAsync("PATCH", $"/api/models/{Shares}/{id}", $"{{\"n\":\"{value}\"}}")));
    }

    private async Task CommitAsync()
    {
        var set = $"{name}-{Next()}";
        Said.OfSet(set, Of(await CallAsync("POST", "/api/commit", $$"""
            [{"klass":"{{Pairs}}","type":"create","data":{"id":"{{set}}-a"} },
             {"klass":"{{Pairs}}","type":"{{Operation}}","data":"{{set}}"},
             {"klass":"{{Pairs}}","type":"create","data":{"id":"{{set}}-b"} }]
            """)));
    }

    private async Task CompactAsync()
    {
        if (await CallAsync("POST", "/api/compact") is { Status: 200 } done && (long)JsonNode.Parse(done.Body)!["commits"]! > 0)
            Said.Compacted++;
    }

    private async Task ImportAsync()
    {
        var n = Next();
        (ImportsNext, Importing) = (false, true);
        var answer = await CallAsync("POST", $"/api/import/{Items}", string.Concat(
            Enumerable.Range(0, Lines).Select(i => $"{{\"id\":\"{name}-{i}\",\"n\":{n},\"text\":\"Lorem ipsum dolor sit amet\"}}\n")));
        Importing = false;
        // Where it was stopped: the lines before are there, and of the others it isn't known.
        var imported = answer?.Status is 200 or 503 or 504 ? (int?)JsonNode.Parse(answer.Body)!["imported"] ?? 0 : 0;
        for (var i = 0; i < Lines; i++)
            Said.OfOwn(Items, $"{name}-{i}", n, i < imported ? Heard.Done : answer?.Status == 0 ? Heard.NotDone : Heard.Unknown);
    }

    private static Heard Of(Answered? answer) => answer switch
    {
        null => Heard.Unknown,
        { Status: 200 or 201 or 204 } => Heard.Done,
        { Status: 0 or 503 } => Heard.NotDone,
        { Status: 504 } => Heard.Unknown,
        _ => throw new InvalidOperationException($"answered {answer.Status} {answer.Body}"),
    };

    // No answer: nobody knows. Status 0: it was never sent.
    private async Task<Answered?> CallAsync(string method, string path, string? body = null)
    {
        try
        {
            return await api.CallAsync(method, path, body);
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError == HttpRequestError.ConnectionError ? new(0, "") : null;
        }
    }
}
