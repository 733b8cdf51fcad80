using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Tests.Identity;

/// <summary>Random change sets: records made, set and destroyed, and operations, each with a value of its own.</summary>
internal sealed class Scribbling(Random random)
{
    private readonly List<RecordKey> _keys = [];
    private int _made;

    /// <summary>Every record ever made.</summary>
    public IReadOnlyList<RecordKey> Keys => _keys;

    public async Task WriteAsync(Place place, int most)
    {
        for (var left = random.Next(most + 1); left > 0; left--)
            await place.Peer.Peer.CommitAsync([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Change(place.Name))]);
    }

    private LocalChange Change(string by)
    {
        var value = JsonText.OfString($"{by} {++_made}");
        var drawn = _keys.Count == 0 ? 0 : random.Next(10);
        if (drawn < 4)
        {
            _keys.Add(new("Note", RecordId.Of($"n{_made}")));
            return new LocalChange.Create(_keys[^1], Attributes.Of([new("title", value)]));
        }
        var key = _keys[random.Next(_keys.Count)];
        return drawn switch
        {
            < 7 => new LocalChange.Update(key, Attributes.Of([new(random.Next(2) == 0 ? "title" : "text", value)])) { IfAlive = true },
            7 => new LocalChange.Destroy(key) { IfAlive = true },
            8 => new LocalChange.Put(key, Attributes.Of([new("title", value)])),
            _ => new LocalChange.Operation("City", "visit", value),
        };
    }
}
