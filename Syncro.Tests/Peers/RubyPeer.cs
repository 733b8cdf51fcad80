using System.Text.Json.Nodes;

namespace Syncro.Tests.Peers;

/// <summary>
/// A peer of 2010: what it was seen doing, its raises included. Its records and its log outlive its connections.
/// </summary>
internal sealed class RubyPeer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JsonObject> _records = [];
    private readonly List<(string Id, JsonObject Scribe, bool Foreign)> _log = [];
    private readonly SemaphoreSlim _reading = new(1);
    private WirePeer? _link;
    private JsonNode? _cursor;
    private long _next;
    private int _scribes;

    /// <summary>What raised in it, or was reported to it as an error: either ends its process.</summary>
    public string? Died { get; private set; }

    /// <summary>Scribes that came to it.</summary>
    public IReadOnlyList<string> Played
    {
        get { lock (_gate) return [.. _log.Where(item => item.Foreign).Select(item => item.Scribe.ToJsonString())]; }
    }

    /// <summary>The title of a record, or null; fails where the peer has died.</summary>
    public string? this[string id]
    {
        get { lock (_gate) return Died is not null ? throw new InvalidOperationException(Died) : _records.TryGetValue(id, out var record) ? record["title"]?.ToString() : null; }
    }

    public int Count
    {
        get { lock (_gate) return _records.Count; }
    }

    /// <summary>Syncs over a connection, until it ends.</summary>
    public async Task RunAsync(WirePeer link)
    {
        (_link, _next) = (link, 0);
        await link.SendAsync(new JsonObject { ["type"] = "sync", ["from"] = _cursor?.DeepClone(), ["id"] = ++_next });
        try
        {
            while (Died is null && await link.TryReceiveAsync() is { } message)
            {
                await _reading.WaitAsync();
                _reading.Release();
                await OnAsync(message, link);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Its connection ended.
        }
        catch (Exception e)
        {
            Died = e.ToString();
            throw;
        }
    }

    /// <summary>While held it reads nothing: what it writes crosses what it is sent.</summary>
    public async Task<IDisposable> PauseAsync()
    {
        await _reading.WaitAsync();
        return new Releaser(_reading);
    }

    public Task CreateAsync(string id, string title) =>
        EditAsync("create", new JsonObject { ["id"] = id, ["title"] = title });

    public Task UpdateAsync(string id, string title) =>
        EditAsync("update", new JsonArray(id, new JsonObject { ["title"] = title }));

    public Task DestroyAsync(string id) => EditAsync("destroy", new JsonArray(id));

    private async Task EditAsync(string type, JsonNode data)
    {
        JsonObject push;
        lock (_gate)
        {
            JsonObject scribe = new() { ["klass"] = "Note", ["type"] = type, ["data"] = data, ["id"] = $"{++_scribes:x26}" };
            Play(scribe);
            _log.Add((scribe["id"]!.ToString(), scribe, false));
            push = new() { ["type"] = "add_scribe", ["scribe"] = scribe.DeepClone(), ["id"] = ++_next };
        }
        if (_link is { } link)
            await link.SendAsync(push);
    }

    private async Task OnAsync(JsonObject message, WirePeer link)
    {
        switch (message["type"]!.ToString())
        {
            case "sync":
                await AnswerAsync(link, message, Since(message["from"]));
                break;
            case "add_scribe":
                Take(message["scribe"]!.AsObject());
                await AnswerAsync(link, message, true);
                break;
            case "response" when message["result"] is JsonArray scribes:
                foreach (var scribe in scribes)
                    Take(scribe!.AsObject());
                break;
            case "noop":
                await AnswerAsync(link, message, true);
                break;
            case "error":
                Died = message.ToJsonString();
                break;
        }
    }

    private static Task AnswerAsync(WirePeer link, JsonObject request, JsonNode result) =>
        link.SendAsync(new JsonObject { ["type"] = "response", ["id"] = request["id"]?.DeepClone(), ["result"] = result });

    /// <summary>Strictly after a known id; nothing after one that it doesn't know.</summary>
    private JsonArray Since(JsonNode? from)
    {
        lock (_gate)
        {
            var index = from?.ToString() is { Length: > 0 } id ? _log.FindIndex(item => item.Id == id) : -1;
            var known = from?.ToString() is not { Length: > 0 } || index >= 0;
            return [.. known ? _log.Skip(index + 1).Where(item => !item.Foreign).Select(item => item.Scribe.DeepClone()) : []];
        }
    }

    private void Take(JsonObject scribe)
    {
        lock (_gate)
        {
            Play(scribe);
            _log.Add((scribe["id"]!.ToString(), scribe, true));
            _cursor = scribe["id"]!.DeepClone();
        }
    }

    private void Play(JsonObject scribe)
    {
        var data = scribe["data"]!;
        var id = (data is JsonArray ? data[0] : data["id"])!.ToString();
        if (scribe["type"]!.ToString() == "create")
            _records[id] = data.DeepClone().AsObject();
        else if (!_records.TryGetValue(id, out var record))
            Died = $"unknown record: {scribe.ToJsonString()}";
        else if (scribe["type"]!.ToString() == "destroy")
            _records.Remove(id);
        else
            foreach (var (name, value) in data[1]!.AsObject())
                record[name] = value?.DeepClone();
    }

    public void Dispose() => _reading.Dispose();

    private sealed class Releaser(SemaphoreSlim held) : IDisposable
    {
        public void Dispose() => held.Release();
    }
}
