using Syncro.Scribes;

namespace Syncro.Node.Http;

/// <summary>Which record a text in a path or a query means, where an integer and a string are written alike.</summary>
internal static class Ids
{
    /// <summary>In a path: the string id, or, where no such record is alive, the integer that is; else the string.</summary>
    public static async Task<(RecordKey Key, RecordState? Alive)> ResolveAsync(
        IPeer peer, string className, string text, CancellationToken cancel)
    {
        var name = new RecordKey(className, RecordId.Of(text));
        if (await AliveAsync(peer, name, cancel) is { } state)
            return (name, state);
        return RecordId.TryInteger(text, out var integer)
            && await AliveAsync(peer, new(className, integer), cancel) is { } numbered
            ? (new(className, integer), numbered) : (name, null);
    }

    /// <summary>
    /// In <c>after</c>: text in double quotes is a JSON string and means that string id. Digits mean the integer, save
    /// where only the string is alive. Any other text is a string id.
    /// </summary>
    public static async Task<RecordId> AfterAsync(IPeer peer, string className, string text, CancellationToken cancel)
    {
        if (text.StartsWith('"'))
            return JsonParts.Id(JsonText.Parse(text));
        if (!RecordId.TryInteger(text, out var integer))
            return RecordId.Of(text);
        var onlyString = await AliveAsync(peer, new(className, integer), cancel) is null
            && await AliveAsync(peer, new(className, RecordId.Of(text)), cancel) is not null;
        return onlyString ? RecordId.Of(text) : integer;
    }

    public static async Task<RecordState?> AliveAsync(IPeer peer, RecordKey key, CancellationToken cancel) =>
        await peer.FindAsync(key, cancel) is { State: { Alive: true } state } ? state : null;
}
